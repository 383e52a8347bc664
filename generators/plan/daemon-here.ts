import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
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
    installed: isOnPath("laniakea"),
    hasPassword: used !== undefined && existsSync(join(used, FACTS.file.adminMacaroon)),
  };
}

/** One folder after the other, as a shell looks. */
function isOnPath(program: string): boolean {
  const file = process.platform === "win32" ? `${program}.exe` : program;
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => isExecutable(join(folder, file)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
