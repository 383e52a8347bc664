import { shownLine } from "../../sdk/typescript/src/testing/error-line.js";
import type { Program } from "../../sdk/typescript/src/testing/format/program.js";
import { LaunchError } from "../../sdk/typescript/src/testing/launch-error.js";
import { startPluginProcess } from "../../sdk/typescript/src/testing/plugin-process.js";
import type { Target } from "../languages/target.js";
import { OUTPUT_FOLDER } from "../project/project-entry.js";
import { ExitCode, UserError } from "../run/errors.js";
import { emulatorFor } from "./emulator.js";

export interface ProveOptions {
  /** What a plugin that says nothing may lack, as half a sentence. */
  readonly mustSpeak: string;
  readonly signal: AbortSignal;
  /** Longest time from start to handshake, in ms; default 30,000. */
  readonly startTimeoutMs?: number;
  /** The emulator that it is started by, for the message. */
  readonly under?: string;
}

/** How much of a dying plugin's output an error message carries. */
const LAST_LINES = 20;
const START_TIMEOUT_MS = 30_000;
/** Wine makes a folder of its own when it is first started. */
const EMULATED_START_TIMEOUT_MS = 120_000;

/**
 * Starts an executable as the daemon does.
 * @returns ms from its start to its handshake.
 * @throws {UserError} when it does not speak (exit code 5).
 */
export async function proveItSpeaks(executable: string, options: ProveOptions): Promise<number> {
  const { mustSpeak, startTimeoutMs: timeoutMs = START_TIMEOUT_MS, signal, under } = options;
  const lastWords: string[] = [];
  const onStderr = (line: string) => {
    lastWords.push(shownLine(line));
    if (lastWords.length > LAST_LINES) lastWords.shift();
  };
  try {
    const plugin = await startPluginProcess(executable, { timeoutMs, signal, onStderr });
    await plugin.end();
    return plugin.startMs;
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    const by = under === undefined ? "" : ` under ${under}`;
    throw new UserError(`the executable was made, but it does not speak to a host${by}: ${error.message}`, {
      exitCode: ExitCode.buildFailed,
      details: lastWords,
      hint: `${whatToDo(error, mustSpeak)}; the former executable, if any, is still in ${OUTPUT_FOLDER}`,
      cause: error,
    });
  }
}

/** Most causes say themselves what to do; one that ends or waits in silence has most likely forgotten one thing. */
function whatToDo({ reason }: LaunchError, mustSpeak: string): string {
  if (reason === "not-served") return mustSpeak;
  if (reason === "silent") return `${mustSpeak}, and nothing before that may wait`;
  return "correct that and build again";
}

/** How an executable for another kind of machine was tried. */
export interface Trial {
  /** ms from its start to its handshake; undefined when it was not started. */
  readonly startMs?: number;
  /** What started it, or why nothing did. */
  readonly how: string;
}

/**
 * Starts an executable for another kind of machine, where this one can.
 * @param work a folder for what that takes.
 * @throws {UserError} when it starts and does not speak (exit code 5).
 */
export async function proveElsewhere(
  executable: string,
  target: Target,
  program: Program,
  work: string,
  options: ProveOptions,
): Promise<Trial> {
  const itself = await handedOn(executable, target, options);
  if (itself !== undefined) return itself;
  const emulator = await emulatorFor(executable, target, program, work);
  if ("reason" in emulator) return { how: emulator.reason };
  const patient = { startTimeoutMs: EMULATED_START_TIMEOUT_MS, ...options, under: emulator.name };
  try {
    return { startMs: await proveItSpeaks(emulator.script, patient), how: emulator.name };
  } catch (error) {
    if (!isOfEmulator(error)) throw error;
    return { how: `${emulator.name}, as it is installed here, cannot start it` };
  }
}

/** What Wine says for itself, such as of a library that an old one does not have yet. */
const WORDS_OF_WINE = /^(?:wine:|[0-9a-f]{4}:(?:err|fixme|warn):)/;

/** An emulator that lacks something ends before the plugin has said a word; a plugin says why it ends. */
export function isOfEmulator(error: unknown): boolean {
  if (!(error instanceof UserError) || !(error.cause instanceof LaunchError)) return false;
  if (!["exited", "missing-library"].includes(error.cause.reason)) return false;
  return error.details.every((line) => WORDS_OF_WINE.test(line));
}

/** Linux itself may hand a foreign program to an emulator (binfmt_misc). */
async function handedOn(executable: string, { platform }: Target, options: ProveOptions): Promise<Trial | undefined> {
  if (process.platform !== "linux" || platform === "darwin") return undefined;
  try {
    return { startMs: await proveItSpeaks(executable, options), how: "this machine" };
  } catch (error) {
    const cause = error instanceof UserError ? error.cause : undefined;
    if (cause instanceof LaunchError && NOT_FOR_THIS_MACHINE.includes(cause.reason)) return undefined;
    throw error;
  }
}

const NOT_FOR_THIS_MACHINE: readonly string[] = ["wrong-format", "missing-library", "missing-interpreter"];
