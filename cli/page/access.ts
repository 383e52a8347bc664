import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { PageDocument } from "./document.js";

/** Who asks for what. */
export interface PageRequest {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly token: string | null;
}

/** The only address that the page is at, and the secret in its link. */
export interface Door {
  readonly port: number;
  readonly token: string;
}

/**
 * Why a request is refused; undefined for one of the page's own. A page on the open web must not command hardware: its requests have
 * another Host when its name points to this machine (DNS rebinding), another Origin when it posts here, and no token.
 */
export function refusalOf({ method, headers, token }: PageRequest, door: Door): string | undefined {
  const hosts = [`127.0.0.1:${door.port}`, `localhost:${door.port}`];
  const { host, origin } = headers;
  if (host === undefined || !hosts.includes(host)) return "the Host is another one";
  const isOwn = origin === `http://${host}`;
  if (origin !== undefined && !isOwn) return "the Origin is another one";
  if (method !== "GET" && !isOwn) return "there is no Origin";
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    if (headers["sec-fetch-mode"] !== "navigate" || method !== "GET") return "the request comes from another site";
  }
  return isSame(token ?? "", door.token)
    ? undefined
    : "the token is missing or wrong: open the link that dev has printed";
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Nothing but the page's own script and style; nothing is fetched from elsewhere; no other page shows it in a frame. */
export function securityHeaders({ scriptHash, styleHash }: PageDocument): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      `script-src '${scriptHash}'`,
      `style-src '${styleHash}'`,
      "connect-src 'self'",
      "img-src data: blob:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
  };
}
