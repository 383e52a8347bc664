import type { Stats } from "node:fs";
import { lstat, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { settingText } from "../../daemon/config/parse/list.js";
import type { ConfigSource } from "../../daemon/config/parse/source.js";
import { CONFIG_FILE, daemonFolder } from "../../daemon/folders.js";
import { assertRegular } from "../files/regular-file.js";
import { ExitCode, UserError } from "../run/errors.js";
import { reasonOf } from "../run/system-error.js";
import { asUserError, at } from "./failure.js";

export interface Where {
  /** The daemon's folder; default {@link daemonFolder}, or the folder of `config`. */
  readonly laniakeaDir?: string;
  /** The config file; default config.yaml in the daemon's folder. */
  readonly config?: string;
}

export interface Located {
  /** The path as asked for, absolute: what messages show. */
  readonly configFile: string;
  /** Where the bytes are: symbolic links followed. */
  readonly realConfigFile: string;
  /** The daemon's folder, absolute. */
  readonly folder: string;
  readonly exists: boolean;
}

/**
 * @throws {UserError} when no folder is known, a link leads nowhere, or the config is a pipe, a device or a socket.
 */
export async function locate({ laniakeaDir, config }: Where): Promise<Located> {
  const given = laniakeaDir ?? (config === undefined ? daemonFolder() : dirname(config));
  if (given === undefined) {
    throw new UserError("this user has no home folder, so the daemon's folder is unknown", {
      exitCode: ExitCode.configFailed,
      hint: "name it with --laniakea-dir",
    });
  }
  const folder = resolve(given);
  const configFile = resolve(config ?? join(folder, CONFIG_FILE));
  const kind = await lstat(configFile).catch(ignoreMissing);
  if (!kind) {
    // Two ways to the same folder must give one name, which is what locks out a second process.
    const realFolder = await realpath(dirname(configFile)).catch(ignoreMissing);
    const realConfigFile = join(realFolder ?? dirname(configFile), basename(configFile));
    return { configFile, realConfigFile, folder, exists: false };
  }
  // What a link leads to may have no path of its own, such as a pipe that is stdin.
  const target = await stat(configFile).catch(ignoreMissing);
  if (target !== undefined && !target.isDirectory()) refuseOther(configFile, target);
  if (target === undefined) {
    throw new UserError(`${configFile} is a symbolic link to a file that is not there`, {
      exitCode: ExitCode.configFailed,
    });
  }
  // A file that a process has open may have no name any more: /dev/stdin still leads to it.
  const realConfigFile = (await realpath(configFile).catch(ignoreMissing)) ?? configFile;
  return { configFile, realConfigFile, folder, exists: true };
}

function refuseOther(configFile: string, found: Stats): void {
  try {
    assertRegular(configFile, found);
  } catch (error) {
    throw asUserError(error, configFile);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return;
  const reason = reasonOf(error.code);
  if (reason === undefined) throw error;
  throw new UserError(`${error.path}: ${reason}`, { exitCode: ExitCode.configFailed, cause: error });
}

/**
 * The folder from which the daemon runs its plugins. A config that names none leaves it at the daemon's default, which is
 * its own folder (core/config.go, default_plugin_dir), so such a config is right as it is and gets no PluginDir.
 * @throws {UserError} for a path that means something else to the daemon than to a shell.
 */
export function pluginDirOf(source: ConfigSource, { folder, configFile }: Located): string {
  const setting = settingText(source, "PluginDir");
  if (setting === undefined) return folder;
  if (isAbsolute(setting.value)) return setting.value;
  const reason = setting.value.startsWith("~") ? "the daemon does not expand ~" : "it must be absolute for the daemon";
  throw new UserError(`${at(configFile, source.placeOf(setting.offset))}: PluginDir is "${setting.value}": ${reason}`, {
    exitCode: ExitCode.configFailed,
    hint: "write the whole path there",
  });
}
