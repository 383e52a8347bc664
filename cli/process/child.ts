import type { ChildProcess } from "node:child_process";
import { splitLines } from "../../sdk/typescript/src/go-plugin/logging/line-splitter.js";
import { signalTree } from "../../sdk/typescript/src/go-plugin/process-tree.js";
import { NO_OUTER_REPOSITORY } from "./git-environment.js";
import { KeptOutput } from "./kept-output.js";

export interface ChildOptions {
  readonly cwd: string;
  /** Added to the parent's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the child and everything that it started. */
  readonly signal: AbortSignal;
  /** What it reads on stdin; default: nothing. */
  readonly input?: string | Uint8Array;
  /** Each line of stdout and stderr as it comes, for a progress display; one of more than 16 KiB in pieces. */
  readonly onLine?: (line: string) => void;
}

export interface ChildResult {
  /** Without its last newline; of much text the end. */
  readonly stdout: string;
}

/** A child process that could not be started, or ended with another code than 0. */
export class ChildFailed extends Error {
  override readonly name = "ChildFailed";
  constructor(
    readonly command: string,
    /** Undefined when it could not be started or a signal ended it. */
    readonly exitCode: number | undefined,
    /** True when there is no such program on the PATH. */
    readonly notFound: boolean,
    /** What it printed, oldest line first; of megabytes the end. */
    readonly output: readonly string[],
    reason: string,
    /** What ended it; undefined when it ended by itself. */
    readonly signal?: NodeJS.Signals,
  ) {
    super(`${command}: ${reason}`);
  }

  /** The end of what it printed, of each line the beginning. */
  get lastLines(): readonly string[] {
    return this.output.slice(-LAST_LINES).map((line) => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line));
  }
}

/** How much of a failed child's output an error message carries. */
const LAST_LINES = 20;
/** Characters of one of those lines. */
const LONGEST = 500;
/** ms between asking a group of processes to end and making it end. */
const KILL_AFTER = 2_000;
/** ms after which nobody waits any more for what the child has started and left running. */
const GIVE_UP_AFTER = 3_000;

/**
 * Runs a program to its end, with its output as progress and kept for the error.
 * @throws {ChildFailed} when it is missing or fails.
 * @throws the signal's reason when aborted; by then the child's whole process group is gone, on Windows its tree.
 */
export async function runChild(
  file: string,
  args: readonly string[],
  options: ChildOptions,
  platform: NodeJS.Platform = process.platform,
): Promise<ChildResult> {
  options.signal.throwIfAborted();
  // Many a run starts no program, and this is a fifth of the code of one.
  const { execa } = await import("execa");
  const child = execa(file, args, {
    cwd: options.cwd,
    env: { ...NO_OUTER_REPOSITORY, ...options.env },
    ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
    buffer: false,
    reject: false,
    // A group of its own: ending the group ends npm's and pkg's own children too. Ctrl-C in the terminal reaches only us.
    detached: platform !== "win32",
  });
  let ended = () => {};
  const onAbort = () => {
    ended = endTree(child, platform);
  };
  options.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const output = new KeptOutput();
    const stdout = new KeptOutput();
    const onLine = (line: string) => {
      output.push(line);
      options.onLine?.(line);
    };
    splitLines(child.stderr, onLine);
    splitLines(child.stdout, (line) => {
      stdout.push(line);
      onLine(line);
    });
    const result = await child;
    options.signal.throwIfAborted();
    if (!result.failed) return { stdout: stdout.lines.join("\n") };
    const notFound = result.code === "ENOENT";
    const reason = notFound ? "not found on the PATH" : (result.shortMessage ?? "failed").split("\n", 1)[0];
    throw new ChildFailed(file, result.exitCode, notFound, output.lines, reason ?? "failed", result.signal);
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    ended();
  }
}

/**
 * Asks the whole tree of processes to end, and makes it end.
 * @returns what is to be called when the child's output has come to its end.
 */
function endTree(child: Pick<ChildProcess, "pid" | "stdout" | "stderr">, platform: NodeJS.Platform): () => void {
  const { pid } = child;
  if (pid === undefined) return () => {};
  if (signalTree(pid, "SIGTERM", platform)) setTimeout(signalTree, KILL_AFTER, pid, "SIGKILL").unref();
  // A process that has left the group, or the tree, may hold the pipes for ever; nobody reads them any more.
  const timer = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, GIVE_UP_AFTER);
  return () => clearTimeout(timer);
}
