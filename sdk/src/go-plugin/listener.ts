import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a server is to listen. */
export type Address =
  | { readonly network: "unix"; readonly path: string }
  | { readonly network: "tcp"; readonly host: string; readonly port: number };

type Environment = Readonly<Record<string, string | undefined>>;

/** sockaddr_un holds 108 bytes on Linux and 104 on macOS, with the final NUL; some room for either. */
const MAX_SOCKET_PATH = 100;

/** Port range that go-plugin's client offers by default (client.go:386-396). */
const DEFAULT_PORTS = { min: 10_000, max: 25_000 } as const;

/** A folder of its own (mode 0700) for the socket, and what removes it again. */
export interface SocketFolder {
  readonly path: string;
  remove(): void;
}

/**
 * A unix socket path in a new private folder; undefined where no folder has a path short enough.
 * The folder is PLUGIN_UNIX_SOCKET_DIR when the host names one, else the temporary folder.
 */
export function createSocketFolder(environment: Environment, platform = process.platform): SocketFolder | undefined {
  if (platform === "win32") return undefined;
  const wanted = environment["PLUGIN_UNIX_SOCKET_DIR"] || tmpdir();
  for (const parent of [wanted, "/tmp"]) {
    if (Buffer.byteLength(join(parent, "plugin-XXXXXX", "s")) > MAX_SOCKET_PATH) continue;
    const folder = mkdtempSync(join(parent, "plugin-"));
    return { path: join(folder, "s"), remove: () => rmSync(folder, { recursive: true, force: true }) };
  }
  return undefined;
}

/** The ports of PLUGIN_MIN_PORT..PLUGIN_MAX_PORT, from a random one on, so that plugins started together do not collide. */
export function* portsInRange(environment: Environment, random = Math.random): Generator<number> {
  const min = Number(environment["PLUGIN_MIN_PORT"]) || DEFAULT_PORTS.min;
  const max = Math.max(min, Number(environment["PLUGIN_MAX_PORT"]) || DEFAULT_PORTS.max);
  const count = max - min + 1;
  const start = Math.floor(random() * count);
  for (let i = 0; i < count; i++) yield min + ((start + i) % count);
}
