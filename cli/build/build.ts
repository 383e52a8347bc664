import { renameSync } from "node:fs";
import { lstat, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { needsOf } from "../../sdk/typescript/src/testing/format/program.js";
import { exists } from "../files/exists.js";
import { isInUse } from "../files/program-in-use.js";
import { nameWarnings } from "../languages/agreement.js";
import { languageOf } from "../languages/detect.js";
import { hostTarget } from "../languages/target.js";
import { OUTPUT_FOLDER, projectEntry } from "../project/project-entry.js";
import { ExitCode, UserError } from "../run/errors.js";
import type { Progress } from "../run/progress/progress.js";
import { inStep } from "../run/progress/step.js";
import { lookAt } from "./look-at.js";
import { proveItSpeaks } from "./prove.js";
import { assertRuntime } from "./refusals.js";
import { inWorkFolder } from "./work-folder.js";

export interface BuildOptions {
  /** The folder of laniakea-plugin.yaml. */
  readonly project: string;
  /** The executable's name; default: what that file says. */
  readonly exec?: string;
  /** What runs the plugin, one of the language's; default: what the project says, or else the language's first. */
  readonly runtime?: string | undefined;
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
  /** What runs it, such as `Node.js 24.21.0`. */
  readonly runtime: string;
  /** What a machine must have to run it, in a few words; undefined where that is not known. */
  readonly needs: string | undefined;
}

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
  assertRuntime(language, options.runtime);
  const target = hostTarget();
  return await inWorkFolder(join(project, OUTPUT_FOLDER), async (work, dist) => {
    // Nobody wants to hear that after half a minute of building.
    await assertReplaceable(join(dist, exec));
    const made = join(work, "made", exec);
    const [runtime = ""] = await language.make({
      ...options,
      project,
      work,
      outputs: [{ target, made, notices: noticesOf(made) }],
    });
    const startMs = await inStep(options.progress, "Starting the executable", () =>
      proveItSpeaks(made, { ...options, mustSpeak: language.mustSpeak }),
    );
    // It has spoken, whatever its file says.
    const program = await lookAt(made, target).catch(() => undefined);
    const executable = join(dist, exec);
    putInPlace(await movesOf(executable, made), options.signal);
    const { size: bytes } = await stat(executable);
    return { executable, bytes, startMs, runtime, needs: program && needsOf(program) };
  });
}

export async function namedExec(project: string, { onWarning }: BuildOptions): Promise<string> {
  const entry = await projectEntry(project);
  for (const warning of await nameWarnings(project, entry)) onWarning?.(warning);
  return entry.exec;
}

export async function assertReplaceable(executable: string): Promise<void> {
  const found = await lstat(executable).catch(() => undefined);
  if (found?.isDirectory()) throw notReplaced(executable, "it is a folder");
  if (found !== undefined && (await isInUse(executable))) throw notReplaced(executable, "it is running");
}

/** The file with the licences of what is in an executable, beside it. */
export function noticesOf(executable: string): string {
  return `${executable}.notices.txt`;
}

/** A file that is made, and the place that it is for. */
export type Move = readonly [made: string, place: string];

/** The licences first: there is no executable without them. */
export async function movesOf(executable: string, made: string): Promise<readonly Move[]> {
  const itself: Move = [made, executable];
  return (await exists(noticesOf(made))) ? [[noticesOf(made), noticesOf(executable)], itself] : [itself];
}

/**
 * Without a pause in which a signal could be heard: an interrupted build leaves all of what it made, or nothing.
 * @throws {UserError} with exit code 5; the signal's reason when aborted before.
 */
export function putInPlace(moves: readonly Move[], signal: AbortSignal): void {
  signal.throwIfAborted();
  for (const [made, place] of moves) {
    try {
      renameSync(made, place);
    } catch (cause) {
      throw notReplaced(place, (cause as NodeJS.ErrnoException).code, cause);
    }
  }
}

function notReplaced(executable: string, why: string | undefined, cause?: unknown): UserError {
  return new UserError(`${executable} cannot be replaced (${why})`, {
    exitCode: ExitCode.buildFailed,
    hint: "it may be running, or be a folder: end it or move it away, then build again",
    cause,
  });
}
