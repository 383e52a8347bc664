import { unlink } from "node:fs/promises";
import { asUserError } from "../config/failure.js";
import { locate, type Located, type Where } from "../config/locate.js";
import { replaceFile, replaceUndoably, sweep } from "../files/atomic-file.js";
import { missing } from "../files/exists.js";
import { readRegularFile } from "../files/regular-file.js";
import { Undo } from "../files/undo.js";
import { ExitCode, UserError } from "../run/errors.js";
import { withLock } from "./lock.js";
import type { ConfigPlan } from "./plan.js";

/** How often a config that somebody else keeps changing is read again. */
const ATTEMPTS = 5;

/** The config is no longer what the plan was made for. */
class ConfigMoved extends UserError {
  constructor(file: string) {
    super(`${file} keeps being changed by another program; nothing was changed`, { exitCode: ExitCode.configFailed });
  }
}

/**
 * Runs `work` while no other process of ours changes the same config, and again when somebody else does meanwhile. What it
 * did is taken back when it fails.
 * @param snippet what to paste where the config cannot be edited.
 */
export async function alone<T>(
  where: Where & { readonly signal: AbortSignal },
  snippet: readonly string[],
  work: (located: Located, undo: Undo) => Promise<T>,
): Promise<T> {
  const { signal } = where;
  const undo = new Undo();
  try {
    return await forPerson(where, snippet, ({ realConfigFile }) =>
      withLock(realConfigFile, signal, () => attempt(async () => work(await locate(where), undo), undo)),
    );
  } catch (error) {
    await undo.run();
    signal.throwIfAborted();
    throw error;
  }
}

/** Runs `work` with what is meant by `where`; its failures come out as a person should see them. */
export async function forPerson<T>(
  where: Where & { readonly signal: AbortSignal },
  snippet: readonly string[],
  work: (located: Located) => Promise<T>,
): Promise<T> {
  let shown = where.config ?? where.laniakeaDir ?? "";
  try {
    where.signal.throwIfAborted();
    const located = await locate(where);
    shown = located.configFile;
    return await work(located);
  } catch (error) {
    throw where.signal.aborted ? error : asUserError(error, shown, snippet);
  }
}

async function attempt<T>(work: () => Promise<T>, undo: Undo): Promise<T> {
  for (let left = ATTEMPTS; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConfigMoved) || left <= 1) throw error;
      await undo.run();
    }
  }
}

interface WriteOptions {
  readonly signal: AbortSignal;
  /** Keeps the config as it was in config.yaml.bak. Default: false. */
  readonly backup?: boolean;
}

/** Puts the plan's text in the config's place, unless the config is no longer the one that was planned for. */
export async function writeConfig(
  plan: ConfigPlan,
  located: Located,
  undo: Undo,
  { signal, backup }: WriteOptions,
): Promise<void> {
  if (plan.after === plan.before) return;
  const { realConfigFile } = located;
  await sweep(realConfigFile);
  const forget = backup === true ? await keepBackup(plan, located, undo) : undefined;
  await replaceFile(realConfigFile, Buffer.from(plan.after), { like: plan.bytes && realConfigFile }, () =>
    assertStill(plan, located, signal),
  );
  await forget?.();
}

/** Removes the config, unless it is no longer the one that was planned for. */
export async function removeConfig(
  plan: ConfigPlan,
  located: Located,
  undo: Undo,
  { signal, backup }: WriteOptions,
): Promise<void> {
  await sweep(located.realConfigFile);
  const forget = backup === true ? await keepBackup(plan, located, undo) : undefined;
  await assertStill(plan, located, signal);
  await unlink(located.realConfigFile);
  await forget?.();
}

/** @returns what tidies up when all went well. */
async function keepBackup({ bytes }: ConfigPlan, { configFile, realConfigFile }: Located, undo: Undo) {
  return bytes && (await replaceUndoably(`${configFile}.bak`, bytes, undo, { like: realConfigFile }));
}

async function assertStill({ bytes }: ConfigPlan, located: Located, signal: AbortSignal): Promise<void> {
  const now = await readRegularFile(located.realConfigFile).catch(missing);
  const same = now === undefined ? bytes === undefined : (bytes?.equals(now.bytes) ?? false);
  if (!same) throw new ConfigMoved(located.configFile);
  signal.throwIfAborted();
}
