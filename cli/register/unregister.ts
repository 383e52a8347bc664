import { unlink } from "node:fs/promises";
import type { Where } from "../config/locate.js";
import { sweep } from "../files/atomic-file.js";
import { isInUseCode } from "../files/program-in-use.js";
import { ExitCode, UserError } from "../run/errors.js";
import { removeRecord } from "./install-record.js";
import { removeEmptyFolders } from "./made-folders.js";
import { forgetPlugin } from "./memory.js";
import { planRemove, type RemovePlan } from "./plan.js";
import { settingsLeft } from "./settings.js";
import { alone, removeConfig, writeConfig } from "./transaction.js";

export interface UnregisterOptions extends Where {
  readonly name: string;
  /** Keeps the config as it was in config.yaml.bak, or config.yaml.bak.1 and so on where that is there. Default: false. */
  readonly backup?: boolean;
  readonly signal: AbortSignal;
}

export interface UnregisterResult {
  readonly configFile: string;
  /** The daemon's folder. */
  readonly folder: string;
  /** `register` had made the config, and there was nothing else in it. */
  readonly isConfigRemoved: boolean;
  /** The executable that was removed. */
  readonly executable: string | undefined;
  /** Copies of it that earlier registrations had left elsewhere, and that were removed as well. */
  readonly leftBehind: readonly string[];
  /** The executable that stays although no plugin runs it any more, since it is not as `register` installed it. */
  readonly kept: { readonly file: string; readonly reason: string } | undefined;
  /** The settings files of the executables that were removed: they stay, as what is in them is a person's. */
  readonly settings: readonly string[];
  /** The folders that `register` had made, and that were removed as they were empty. */
  readonly folders: readonly string[];
  /** The copy of the config as it was; undefined when none was asked for. */
  readonly backup: string | undefined;
}

const REASONS = {
  changed: "it is not the file that register installed",
  foreign: "register did not install it",
} as const;

/**
 * Removes a plugin's entry, and the executable that `register` installed when no other entry runs it.
 * @throws {UserError} with exit code 7; an unknown name is answered with those that are there.
 * @throws the signal's reason when aborted before the config changed.
 */
export async function unregister(options: UnregisterOptions): Promise<UnregisterResult> {
  return alone(options, [], async (located, undo) => {
    const plan = await planRemove(options.name, located);
    const isConfigRemoved = plan.isConfigUnneeded;
    const backup = await (isConfigRemoved ? removeConfig : writeConfig)(plan, located, undo, options);
    // After the config: the daemon does not start when an entry's executable is missing.
    const { leftBehind } = plan;
    const removed = plan.executable?.provenance === "ours" ? plan.executable.file : undefined;
    for (const file of [removed, ...leftBehind]) {
      if (file !== undefined) await removeExecutable(file, options.name);
    }
    for (const file of [plan.executable?.file, ...leftBehind]) {
      if (file !== undefined) await removeRecord(file);
    }
    const settings = await settingsLeft([removed, ...leftBehind].filter((file) => file !== undefined));
    const folders = await removeEmptyFolders(await forgetPlugin(located.realConfigFile, options.name));
    const { configFile, folder } = located;
    const kept = keptOf(plan);
    return { configFile, folder, isConfigRemoved, executable: removed, leftBehind, kept, settings, folders, backup };
  });
}

function keptOf({ executable }: RemovePlan): UnregisterResult["kept"] {
  if (executable === undefined || executable.provenance === "ours") return undefined;
  return { file: executable.file, reason: REASONS[executable.provenance] };
}

async function removeExecutable(file: string, name: string): Promise<void> {
  // On Windows a program that ran when it was replaced is still beside it.
  await sweep(file);
  await unlink(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return;
    throw new UserError(`the entry "${name}" is gone, but ${file} could not be removed (${error.code})`, {
      exitCode: ExitCode.configFailed,
      hint: isInUseCode(error.code)
        ? "stop the daemon, which may still run it, then remove the file yourself"
        : "remove the file yourself; no plugin runs it",
      cause: error,
    });
  });
}
