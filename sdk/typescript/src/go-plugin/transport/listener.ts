import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lateNode } from "../late-node.js";
import { GO_PLUGIN, worded } from "../rpc/facts.js";

/** The environment in which a host has started the plugin. */
export type HostEnvironment = Readonly<Record<string, string | undefined>>;

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the final NUL; some room for either. */
const MAX_SOCKET_PATH = GO_PLUGIN.socket.maxPathBytes;
const HIGHEST_PORT = 65_535;

/** A path for a socket that nobody else can take, and what removes it again. */
export interface SocketFolder {
  readonly path: string;
  /** The folder that was made for it alone (mode 0700); undefined in a folder of the host's. */
  readonly own?: string;
  remove(): void;
}

/**
 * A path for a unix socket; undefined where none would be short enough.
 *
 * In PLUGIN_UNIX_SOCKET_DIR when the host names one, and directly in it: hosts that run plugins in containers translate
 * the path by its last part. Else in a new private folder.
 */
export function createSocketFolder(
  environment: HostEnvironment,
  platform = process.platform,
): SocketFolder | undefined {
  if (platform === "win32") return undefined;
  const wanted = environment["PLUGIN_UNIX_SOCKET_DIR"];
  if (wanted) {
    const path = join(wanted, `plugin${lateNode.crypto.randomBytes(6).toString("hex")}`);
    if (fits(path)) return { path, remove: () => rmSync(path, { force: true }) };
  }
  for (const parent of [tmpdir(), "/tmp"]) {
    if (!fits(join(parent, "plugin-XXXXXX", "s"))) continue;
    const own = mkdtempSync(join(parent, "plugin-"));
    return { path: join(own, "s"), own, remove: () => rmSync(own, { recursive: true, force: true }) };
  }
  return undefined;
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_SOCKET_PATH;
}

/**
 * The ports of PLUGIN_MIN_PORT..PLUGIN_MAX_PORT, from a random one on, so that plugins started together do not collide.
 * Only 0, the system's choice, when the host sets neither.
 * @throws {RangeError} when they are no range.
 */
export function* portsInRange(environment: HostEnvironment, random = Math.random): Generator<number> {
  const min = portIn(environment, "PLUGIN_MIN_PORT");
  const max = portIn(environment, "PLUGIN_MAX_PORT");
  // In the words of go-plugin (server.go:561).
  if (min > max) throw new RangeError(worded(GO_PLUGIN.message.portsAreNoRange, { min, max }));
  const count = max - min + 1;
  const start = Math.floor(random() * count);
  for (let i = 0; i < count; i++) yield min + ((start + i) % count);
}

function portIn(environment: HostEnvironment, name: string): number {
  const text = environment[name] ?? "";
  if (!/^\d*$/.test(text) || Number(text) > HIGHEST_PORT)
    throw new RangeError(worded(GO_PLUGIN.message.isNoPort, { name, text }));
  return Number(text);
}
