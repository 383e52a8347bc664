import { userInfo } from "node:os";
import { posix, win32 } from "node:path";
import { FACTS } from "./facts.js";

/** What decides where the daemon keeps its files. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home in the user database: QUIRKS.md, "The home folder is the user database's". */
  readonly homedir: string;
}

/** The name of the config file in the daemon's folder. It reads no other, whatever its flags say (core/config.go:100). */
export const CONFIG_FILE = FACTS.file.config;

export function thisMachine(): Surroundings {
  return { platform: process.platform, env: process.env, homedir: databaseHome() };
}

function databaseHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return ""; // A container's user id may have no entry.
  }
}

/**
 * The folder of a daemon that runs as the same user (utils/appdata.go, AppDataDir("laniakea", false)).
 * Undefined when the host has no home: the daemon then takes its working directory, which nobody here can know.
 */
export function daemonFolder(host: Surroundings = thisMachine()): string | undefined {
  const { platform, env } = host;
  if (platform === "win32") {
    const appData = env["LOCALAPPDATA"] || env["APPDATA"];
    return appData ? win32.join(appData, "Laniakea") : undefined;
  }
  const home = host.homedir || env["HOME"];
  if (!home) return undefined;
  return platform === "darwin"
    ? posix.join(home, "Library", "Application Support", "Laniakea")
    : posix.join(home, ".laniakea");
}
