import { lstat, mkdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { shownLine } from "../../sdk/typescript/src/testing/error-line.js";
import { LaunchError } from "../../sdk/typescript/src/testing/launch-error.js";
import { startPluginProcess } from "../../sdk/typescript/src/testing/plugin-process.js";
import { removeLeftovers, temporaryName } from "../files/leftovers.js";
import { makeFolders } from "../files/make-folders.js";
import { isInUse } from "../files/program-in-use.js";
import { nameWarnings } from "../languages/agreement.js";
import { languageOf } from "../languages/detect.js";
import { OUTPUT_FOLDER, projectEntry } from "../project/project-entry.js";
import { ExitCode, UserError } from "../run/errors.js";
import type { Progress } from "../run/progress.js";
import { inStep } from "../run/step.js";
import { reasonOf } from "../run/system-error.js";

export interface BuildOptions {
  /** The folder of laniakea-plugin.yaml. */
  readonly project: string;
  /** The executable's name; default: what that file says. */
  readonly exec?: string;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Longest time from starting the result to its handshake, in ms; default 30,000. */
  readonly startTimeoutMs?: number;
  /** Each line of the bundler's warnings. */
  readonly onWarning?: (line: string) => void;
}

export interface BuildResult {
  /** Absolute path, `dist/<exec>` in the project. */
  readonly executable: string;
  readonly bytes: number;
  /** ms from starting the executable to its handshake line. */
  readonly startMs: number;
}

/** Work folders are in the output folder, so that the last step is a rename. */
const WORK = { prefix: ".build-", allOurs: true };
/** How much of a dying plugin's output an error message carries. */
const LAST_LINES = 20;
const START_TIMEOUT_MS = 30_000;

/**
 * Makes a project's single binary, `dist/<exec>`, and does not call it done before it has spoken: the result
 * is started as the daemon does and its handshake read. A build that fails or is interrupted leaves the former binary
 * as it was and nothing else.
 * @throws {UserError} with exit code 5 when a step fails, 4 when a tool is missing.
 * @throws the signal's reason when aborted.
 */
export async function build(options: BuildOptions): Promise<BuildResult> {
  const project = resolve(options.project);
  const exec = options.exec ?? (await namedExec(project, options));
  const language = await languageOf(project);
  return await inWorkFolder(join(project, OUTPUT_FOLDER), async (work, dist) => {
    // Nobody wants to hear that after half a minute of building.
    await assertReplaceable(join(dist, exec));
    const made = join(work, "made", exec);
    await language.make({ ...options, project, work, made });
    const startMs = await inStep(options.progress, "Starting the executable", () =>
      proveItSpeaks(made, language.mustSpeak, options),
    );
    const executable = join(dist, exec);
    await replace(executable, made, options.signal);
    return { executable, bytes: (await stat(executable)).size, startMs };
  });
}

async function namedExec(project: string, { onWarning }: BuildOptions): Promise<string> {
  const entry = await projectEntry(project);
  for (const warning of await nameWarnings(project, entry)) onWarning?.(warning);
  return entry.exec;
}

/** Gives `use` a folder beside the result, and removes it whatever happens. */
async function inWorkFolder<T>(dist: string, use: (work: string, dist: string) => Promise<T>): Promise<T> {
  const { work, isNew } = await makeWorkFolder(dist);
  try {
    return await use(work, dist);
  } finally {
    await rm(work, { recursive: true, force: true });
    // An output folder that is ours and has nothing in it would only puzzle.
    if (isNew) await rmdir(dist).catch(() => {});
  }
}

async function makeWorkFolder(dist: string): Promise<{ work: string; isNew: boolean }> {
  try {
    const created = await makeFolders(dist);
    removeLeftovers(dist, WORK);
    const work = join(dist, temporaryName(WORK));
    await mkdir(work, { mode: 0o700 });
    return { work, isNew: created !== undefined };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UserError(`${dist} cannot be written: ${reasonOf(code) ?? code}`, {
      exitCode: ExitCode.buildFailed,
      hint: "the executable goes there: it has to be a folder that you may write to, with room for it",
      cause,
    });
  }
}

async function assertReplaceable(executable: string): Promise<void> {
  const found = await lstat(executable).catch(() => undefined);
  if (found?.isDirectory()) throw notReplaced(executable, "it is a folder");
  if (found !== undefined && (await isInUse(executable))) throw notReplaced(executable, "it is running");
}

/** @returns ms from its start to its handshake. */
async function proveItSpeaks(executable: string, mustSpeak: string, options: BuildOptions): Promise<number> {
  const { startTimeoutMs: timeoutMs = START_TIMEOUT_MS, signal } = options;
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
    throw new UserError(`the executable was made, but it does not speak to a host: ${error.message}`, {
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

async function replace(executable: string, made: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await rename(made, executable);
  } catch (cause) {
    throw notReplaced(executable, (cause as NodeJS.ErrnoException).code, cause);
  }
}

function notReplaced(executable: string, why: string | undefined, cause?: unknown): UserError {
  return new UserError(`${executable} cannot be replaced (${why})`, {
    exitCode: ExitCode.buildFailed,
    hint: "it may be running, or be a folder: end it or move it away, then build again",
    cause,
  });
}
