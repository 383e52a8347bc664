/** The lines and variables by which host and plugin find each other (go-plugin server.go). */
import { GO_PLUGIN } from "./rpc/facts.js";
import type { HostEnvironment } from "./transport/listener.js";

/** What a host puts into a plugin's environment, so that a person who starts it by hand is told what it is. */
export interface Cookie {
  /** The variable's name. */
  readonly key: string;
  readonly value: string;
}

/** What a plugin prints as its first line on stdout. */
export interface Handshake {
  readonly coreVersion: number;
  readonly appVersion: number;
  readonly network: "unix" | "tcp";
  /** A socket path, or `127.0.0.1:PORT`. */
  readonly address: string;
  readonly protocol: string;
  /** Base64 without padding of the server certificate (DER); empty without TLS. */
  readonly certificate: string;
}

/** The only version of the handshake itself that exists. */
export const CORE_VERSION = GO_PLUGIN.protocol.coreVersion;

/** What go-plugin prints when a person starts a plugin by hand (server.go:259-266), word for word. */
export const NOT_A_HOST = GO_PLUGIN.message.notAHost;

/** What go-plugin prints when a plugin has no cookie to look for (server.go:249-256), word for word. */
export const NO_COOKIE =
  "Misconfigured ServeConfig given to serve this plugin: no magic cookie\n" +
  "key or value was set. Please notify the plugin author and report\n" +
  "this as a bug.\n";

/** True when a host that knows the cookie started this process. */
export function startedByHost(cookie: Cookie, environment: HostEnvironment): boolean {
  return environment[cookie.key] === cookie.value;
}

/**
 * The highest version that both sides know; the plugin's lowest when there is none, so that the host reports the mismatch
 * (server.go:148-222). `onInvalid` hears of entries that are not numbers.
 */
export function negotiateVersion(
  served: readonly number[],
  environment: HostEnvironment,
  onInvalid: (entry: string) => void = () => {},
): number {
  const offered = new Set<number>();
  for (const entry of (environment["PLUGIN_PROTOCOL_VERSIONS"] ?? "").split(",")) {
    if (/^[+-]?\d+$/.test(entry)) offered.add(Number(entry));
    else if (entry !== "") onInvalid(entry);
  }
  const descending = [...served].sort((a, b) => b - a);
  const lowest = descending.at(-1);
  if (lowest === undefined) throw new TypeError("a plugin must serve at least one protocol version");
  return descending.find((version) => offered.has(version)) ?? lowest;
}

/** The handshake line with its newline. A seventh field answers a host that asked for multiplexing: we do not. */
export function formatHandshake(handshake: Handshake, environment: HostEnvironment): string {
  const { coreVersion, appVersion, network, address, protocol, certificate } = handshake;
  const fields = [coreVersion, appVersion, network, address, protocol, certificate];
  if (environment["PLUGIN_MULTIPLEX_GRPC"]) fields.push("false");
  return `${fields.join("|")}\n`;
}

/** The handshake in a line, or undefined when it is not one. Accepts what go-plugin 1.4.4 accepts. */
export function parseHandshake(line: string): Handshake | undefined {
  const [core, app, network, address, protocol = "netrpc", certificate = ""] = line.trim().split("|");
  if (core === undefined || app === undefined || address === undefined) return undefined;
  if (!/^\d+$/.test(core) || !/^\d+$/.test(app) || (network !== "unix" && network !== "tcp")) return undefined;
  return { coreVersion: Number(core), appVersion: Number(app), network, address, protocol, certificate };
}
