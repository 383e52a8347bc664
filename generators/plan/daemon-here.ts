import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { exists } from "../../cli/files/exists.js";
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

export async function daemonHere(registration: Registration | undefined): Promise<DaemonHere> {
  const folder = daemonFolder();
  const { configFile } = registration ?? {};
  const isOwn = configFile === undefined || (folder !== undefined && configFile === join(folder, CONFIG_FILE));
  const other = isOwn ? undefined : dirname(configFile);
  const used = other ?? folder;
  return {
    folder,
    other,
    installed: await isOnPath("laniakea"),
    hasPassword: used !== undefined && (await exists(join(used, FACTS.file.adminMacaroon))),
  };
}

async function isOnPath(program: string): Promise<boolean> {
  const file = process.platform === "win32" ? `${program}.exe` : program;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const found = await access(join(folder, file), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
