import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { COOKIE, PROTOCOL_VERSION } from "../../../../daemon/handshake.js";
import { within } from "../go-plugin/bounded-wait.js";
import { CORE_VERSION, type Handshake, parseHandshake } from "../go-plugin/handshake.js";
import { START_TIMEOUT_MS } from "../go-plugin/host-timing.js";
import { type LineSplitter, splitLines } from "../go-plugin/logging/line-splitter.js";
import { signalTree } from "../go-plugin/process-tree.js";
import { checkExecutableFile } from "./executable-file.js";
import {
  explainExit,
  explainSilence,
  explainSpawnError,
  explainStdout,
  LaunchError,
  type ProcessExit,
} from "./launch-error.js";
import { makeTemporaryFolder } from "./temporary-folder.js";

export type { ProcessExit } from "./launch-error.js";

/** How an executable is started. */
export interface StartOptions {
  /** The command line; default none, as the daemon gives none. */
  readonly args?: readonly string[];
  /** Added to the environment of this process; default nothing. */
  readonly env?: Readonly<Record<string, string>>;
  /** Longest time from start to handshake, in ms; default 60,000, which is the daemon's own. */
  readonly timeoutMs?: number;
  /** Ends the start, and the process, when aborted. */
  readonly signal?: AbortSignal;
  /**
   * Each line that the plugin writes to stderr, from its start on. One of more than 16 KiB comes in pieces: `isWhole` is false for all
   * but the last.
   */
  readonly onStderr?: (line: string, isWhole: boolean) => void;
}

/** A plugin that has said where it listens. */
export interface PluginProcess {
  readonly handshake: Handshake;
  readonly pid: number;
  /** ms from the start of the process to its handshake. */
  readonly startMs: number;
  /**
   * How the process ended; resolves when stdout and stderr are closed too, which is what the daemon waits for, and what it left in
   * its temporary folder is gone.
   */
  readonly exited: Promise<ProcessExit>;
  /** How the process itself ended, whoever may hold its output still; undefined while it runs. */
  readonly ended: () => ProcessExit | undefined;
  /** SIGTERM, and 2 s later SIGKILL; resolves when it is gone. */
  end(): Promise<void>;
  /** SIGKILL, if it still runs; resolves when it is gone. */
  kill(): Promise<void>;
}

/** ms that a plugin has to end by itself after SIGTERM. The daemon sends none; a person who ends a check does. */
const END_TIMEOUT_MS = 2_000;
/** How many lines of stderr explain a plugin that does not start: those of an error and its stack. */
const KEPT_LINES = 50;
/** Ports that go-plugin's client offers (client.go:386-396). */
const PORT_RANGE = { min: "10000", max: "25000" } as const;

/**
 * Starts an executable as the daemon does: its cookie in the environment, no arguments, and its first line on stdout is the
 * handshake. Its temporary folder is one of its own, which is removed when it has ended.
 * @throws {LaunchError} with the cause in words for the plugin's author.
 * @throws the signal's reason when aborted.
 */
export async function startPluginProcess(executable: string, options: StartOptions = {}): Promise<PluginProcess> {
  options.signal?.throwIfAborted();
  await checkExecutableFile(executable);
  options.signal?.throwIfAborted();
  const temporary = await makeTemporaryFolder();
  const since = performance.now();
  const child = spawnAsDaemon(executable, options.args ?? [], { ...options.env, ...temporary.environment });
  const exited = exitOf(child, temporary.remove);
  const kill = () => killGroup(child, exited);
  let ending: Promise<void> | undefined;
  // A second SIGTERM would cut short what the first has begun.
  const end = () => (ending ??= endGently(child).then(kill));
  try {
    const line = await firstLine(child, exited, executable, options);
    const handshake = checkHandshake(line);
    return {
      handshake,
      pid: child.pid ?? 0,
      startMs: performance.now() - since,
      exited,
      ended: () => endOf(child),
      end,
      kill,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function spawnAsDaemon(
  executable: string,
  args: readonly string[],
  own: Readonly<Record<string, string>>,
): ChildProcess {
  const environment = {
    ...process.env,
    ...own,
    [COOKIE.key]: COOKIE.value,
    PLUGIN_MIN_PORT: PORT_RANGE.min,
    PLUGIN_MAX_PORT: PORT_RANGE.max,
    PLUGIN_PROTOCOL_VERSIONS: String(PROTOCOL_VERSION),
  };
  return spawn(executable, args, {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
    // A group of its own, so that nothing that the plugin starts outlives a test of it.
    detached: process.platform !== "win32",
  });
}

async function endGently(child: ChildProcess): Promise<void> {
  // Windows has no gentle end, and what ends this process alone would leave those that it has started.
  if (process.platform === "win32" || endOf(child) !== undefined || !child.kill("SIGTERM")) return;
  await within<unknown, void>(END_TIMEOUT_MS, once(child, "exit"), () => {});
}

/** Ends the plugin and what it has started, and gives up its pipes, which a grandchild may hold open for ever. */
async function killGroup(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.pid === undefined) return void (await exited.catch(() => {}));
  const ended = endOf(child) === undefined ? once(child, "exit") : undefined;
  signalTree(child.pid, "SIGKILL");
  await ended;
  child.stdout?.destroy();
  child.stderr?.destroy();
  await exited;
}

function endOf({ exitCode: code, signalCode: signal }: ChildProcess): ProcessExit | undefined {
  return code === null && signal === null ? undefined : { code, signal };
}

function exitOf(child: ChildProcess, sweep: () => Promise<void>): Promise<ProcessExit> {
  const exited = once(child, "close")
    .then(([code, signal]) => ({ code, signal }))
    .finally(sweep);
  // A program that cannot be started has no close; the start itself reports the error.
  exited.catch(() => {});
  return exited;
}

async function firstLine(
  child: ChildProcess,
  exited: Promise<ProcessExit>,
  executable: string,
  options: StartOptions,
): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the plugin's pipes are not there");
  const lastLines: string[] = [];
  const errors = splitLines(stderr, (line, isWhole) => {
    lastLines.push(line);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
    options.onStderr?.(line, isWhole);
  });
  let said = "";
  let output: LineSplitter | undefined;
  const line = new Promise<string>((resolve, reject) => {
    // The host goes on reading after the first, or a plugin that prints would block on a full pipe.
    output = splitLines(stdout, (each) => resolve((said ||= each)));
    child.once("error", (error: NodeJS.ErrnoException) => reject(explainSpawnError(executable, error)));
    exited.then((exit) => reject(explainExit(exit, lastLines))).catch(() => {});
  });
  return await withDeadline(line, options, (timeoutMs) => {
    // What has no newline yet is the best of clues.
    for (const lines of [errors, output]) lines?.flush();
    return explainSilence(timeoutMs, said, lastLines);
  });
}

async function withDeadline(
  line: Promise<string>,
  { signal, ...options }: StartOptions,
  explain: (timeoutMs: number) => LaunchError,
): Promise<string> {
  const timeoutMs = options.timeoutMs ?? START_TIMEOUT_MS;
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason);
  });
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    return await within(timeoutMs, Promise.race([line, aborted]), () => {
      throw explain(timeoutMs);
    });
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

function checkHandshake(line: string): Handshake {
  const handshake = parseHandshake(line);
  if (handshake === undefined) throw explainStdout(line);
  if (handshake.coreVersion !== CORE_VERSION) {
    const versions = `its handshake has version ${handshake.coreVersion}; go-plugin's is ${CORE_VERSION}`;
    throw new LaunchError("protocol-version", versions);
  }
  if (handshake.protocol !== "grpc") {
    throw new LaunchError("protocol", `it speaks ${handshake.protocol}; the daemon speaks only grpc`);
  }
  if (handshake.appVersion !== PROTOCOL_VERSION) {
    const versions = `it serves protocol version ${handshake.appVersion}; the daemon speaks version ${PROTOCOL_VERSION}`;
    throw new LaunchError("protocol-version", versions);
  }
  return handshake;
}
