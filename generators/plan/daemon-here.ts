import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { onPath } from "../../cli/files/on-path.js";
import { FACTS } from "../../daemon/facts.js";
import { CONFIG_FILE, daemonFolder } from "../../daemon/folders.js";
import type { Registration } from "./registration.js";

/** What a person can do with a daemon, on this machine. */
export interface DaemonHere {
  /** The folder of a daemon of this user; undefined: nobody knows. */
  readonly folder: string | undefined;
  /** The folder of the daemon that the plugin is registered with. Undefined: the same; a daemon started here sees the plugin. */
  readonly other: string | undefined;
  /** Whether `laniakea` can be typed. */
  readonly installed: boolean;
  /** Whether it has a password: it makes the operator's token when it is unlocked for the first time. */
  readonly hasPassword: boolean;
}

export function daemonHere(registration: Registration | undefined): DaemonHere {
  const folder = daemonFolder();
  const { configFile } = registration ?? {};
  const isOwn = configFile === undefined || (folder !== undefined && configFile === join(folder, CONFIG_FILE));
  const other = isOwn ? undefined : dirname(configFile);
  const used = other ?? folder;
  return {
    folder,
    other,
    installed: onPath([process.platform === "win32" ? "laniakea.exe" : "laniakea"]) !== undefined,
    hasPassword: used !== undefined && existsSync(join(used, FACTS.file.adminMacaroon)),
  };
}
