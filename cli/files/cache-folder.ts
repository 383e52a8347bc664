import { isAbsolute, join, resolve } from "node:path";
import { ExitCode, UserError } from "../run/errors.js";
import { homeFolder } from "./home-folder.js";

/** The variable that moves the cache folder elsewhere, on every platform. */
export const CACHE_VARIABLE = "LANIAKEA_PLUGIN_CACHE";

/**
 * Where this machine keeps what every project's build shares; the folder need not exist.
 * @throws {UserError} when the environment names no place (exit code 5).
 */
export function cacheFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = env[CACHE_VARIABLE];
  if (chosen) return resolve(chosen);
  return join(platformCache(env, platform), "laniakea-plugin");
}

function platformCache(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"];
    return local ? local : nowhere("LOCALAPPDATA");
  }
  const home = env["HOME"] || homeFolder();
  if (platform === "darwin") return home ? join(home, "Library", "Caches") : nowhere("HOME");
  // The XDG specification wants a relative path ignored.
  const xdg = env["XDG_CACHE_HOME"];
  if (xdg && isAbsolute(xdg)) return xdg;
  return home ? join(home, ".cache") : nowhere("HOME");
}

function nowhere(variable: string): never {
  throw new UserError(`no folder for the build tools and packages: the environment variable ${variable} is not set`, {
    exitCode: ExitCode.buildFailed,
    hint: `set ${variable}, or set ${CACHE_VARIABLE} to a folder that can be written`,
  });
}
