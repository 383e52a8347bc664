import { expect, test } from "vitest";
import type { Answers } from "../languages/language.js";
import { packBase, unpackBase } from "./base.js";

const ANSWERS = { language: "typescript", packageManager: "npm", sdk: "" } as unknown as Answers;

test("the shared texts are there again; what is the author's, a tool's or no text is left out", () => {
  const texts = { "README.md": "# Grüße\r\n", "package.json": "{}\n", "src/plugin.ts": "mine", "vendor/a.tgz": "a" };
  const files = new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
  files.set("logo.png", Buffer.from([0x89, 0x50, 0, 1]));
  files.set("package-lock.json", Buffer.from("{}"));
  expect(Object.fromEntries(unpackBase(packBase(files, ANSWERS)))).toEqual({
    "README.md": "# Grüße\r\n",
    "package.json": "{}\n",
  });
});

test("the same texts make the same word, on every machine", () => {
  const files = new Map([["README.md", Buffer.from("the same words, the same words\n".repeat(3))]]);
  expect(packBase(files, ANSWERS)).toBe(
    "BcExCgMxDATAryyuTR6QLpArr0ntRiCBGlmgFbgI+XtmvuNzvd739Qgdz9FuoIThZCkn2g2UMJws5drtBkoYTpZyot1ACcPJUq7dbqCE4WQpJ9oNlDCcLOXa4/cH",
  );
});

test("what is damaged is refused", () => {
  expect(() => unpackBase("AAAA")).toThrow();
});
