import { describe, expect, test } from "vitest";
import { refusalOf, securityHeaders } from "./access.js";

const DOOR = { port: 5000, token: "secret" };
const host = "127.0.0.1:5000";
const origin = `http://${host}`;

describe("who gets in", () => {
  test.each([
    ["the link", "GET", { host }],
    ["the link by another name of this machine", "GET", { host: "localhost:5000" }],
    ["a link that is clicked elsewhere", "GET", { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }],
    ["the page's own stream", "GET", { host, "sec-fetch-site": "same-origin" }],
    ["the page's own request", "POST", { host, origin, "sec-fetch-site": "same-origin" }],
  ])("%s", (_, method, headers) => {
    expect(refusalOf({ method, headers, token: "secret" }, DOOR)).toBeUndefined();
    expect(refusalOf({ method, headers, token: "secre" }, DOOR)).toMatch(/token/);
    expect(refusalOf({ method, headers, token: null }, DOOR)).toMatch(/token/);
  });

  test.each([
    ["no Host", "GET", {}],
    ["a name that points here", "GET", { host: "evil.example:5000" }],
    ["another port", "GET", { host: "127.0.0.1:5001" }],
    ["a read from another page", "GET", { host, origin: "http://evil.example" }],
    ["an image on another page", "GET", { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }],
    ["a form on another page", "POST", { host, origin: "http://evil.example" }],
    ["a page of another port", "POST", { host, origin: "http://127.0.0.1:5001" }],
    ["a sandboxed page", "POST", { host, origin: "null" }],
    ["no Origin", "POST", { host }],
  ])("not %s", (_, method, headers) => {
    expect(refusalOf({ method, headers, token: "secret" }, DOOR)).toBeDefined();
  });
});

test("the page runs its own script only, and sends nothing elsewhere", () => {
  const policy = securityHeaders({ html: "", scriptHash: "sha256-a", styleHash: "sha256-b" })[
    "Content-Security-Policy"
  ];
  expect(policy).toContain("default-src 'none'; script-src 'sha256-a'; style-src 'sha256-b'; connect-src 'self'");
  expect(policy).not.toMatch(/unsafe/);
});
