import { NOT_SERVED } from "../go-plugin/process-end.js";
import { errorLine, messageIn, shownLine } from "./error-line.js";

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Why a plugin did not get as far as its handshake. */
export type LaunchCause =
  | "missing"
  | "not-executable"
  | "wrong-format"
  | "missing-interpreter"
  | "missing-library"
  | "cookie"
  | "exited"
  | "not-served"
  | "stdout"
  | "silent"
  | "protocol"
  | "protocol-version";

/** A plugin that the daemon could not start; the message is for its author. */
export class LaunchError extends Error {
  override readonly name = "LaunchError";
  constructor(
    readonly reason: LaunchCause,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What is left when the file itself is fine: limits of the system, a race with whoever replaces it. */
export function explainSpawnError(executable: string, error: NodeJS.ErrnoException): LaunchError {
  return new LaunchError("exited", `${executable} cannot be started (${error.code ?? error.message})`, {
    cause: error,
  });
}

/** The loader names each version that it misses. */
const NEWER_GLIBC = /version `?GLIBC_([\d.]+)'? not found/;

function olderGlibc(stderr: readonly string[]): string {
  const versions = stderr.flatMap((line) => NEWER_GLIBC.exec(line)?.[1] ?? []);
  const newest = versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  return `it needs glibc ${newest} or newer, and this machine has an older one: build it on the oldest machine that is to run it`;
}

/** Go's and our own answer to a missing cookie, and what dynamic linkers say (go-plugin PR 223 lists the causes). */
const STDERR_CAUSES: readonly {
  readonly pattern: RegExp;
  readonly reason: LaunchCause;
  readonly message: string | ((stderr: readonly string[]) => string);
}[] = [
  {
    pattern: /This binary is a plugin/,
    reason: "cookie",
    message: "it did not accept the daemon's cookie: it was made for another host than Laniakea",
  },
  { pattern: NEWER_GLIBC, reason: "missing-library", message: olderGlibc },
  {
    // A single executable of PyInstaller's unpacks itself there.
    pattern: /failed to map segment from shared object/,
    reason: "missing-library",
    message: "no program may run in the temporary folder (it is mounted noexec): set TMPDIR to another",
  },
  {
    pattern: /error while loading shared libraries|Library not loaded|cannot open shared object file/,
    reason: "missing-library",
    message: "a shared library is missing on this machine",
  },
  { pattern: /Exec format error/i, reason: "wrong-format", message: "it is a program for another system" },
];

/** `with exit code 1`, `by SIGSEGV`. */
export function describeExit({ code, signal }: ProcessExit): string {
  return signal === null ? `with exit code ${code}` : `by ${signal}`;
}

/** A process that ended before its handshake: its own words first. */
export function explainExit(exit: ProcessExit, stderr: readonly string[]): LaunchError {
  const said = saidOn(stderr);
  for (const { pattern, reason, message } of STDERR_CAUSES) {
    if (!stderr.some((line) => pattern.test(line))) continue;
    return new LaunchError(reason, `${typeof message === "string" ? message : message(stderr)} (${said})`);
  }
  const end = `it ended ${describeExit(exit)} before its handshake`;
  const isUnserved = stderr.length === 0 ? exit.code === 0 : stderr.some((line) => messageIn(line) === NOT_SERVED);
  if (isUnserved) return new LaunchError("not-served", `${end}, without an error`);
  const own = errorLine(stderr);
  return new LaunchError("exited", own === undefined ? `${end}; ${said}` : `${shownLine(own)} (${end})`);
}

function saidOn(stderr: readonly string[]): string {
  const last = stderr.slice(-3).map((line) => shownLine(messageIn(line) ?? line));
  return last.length === 0 ? "it printed nothing on stderr" : `stderr: ${last.join(" / ")}`;
}

/** A plugin that runs and does not say where it listens: what it has said instead. */
export function explainSilence(timeoutMs: number, stdout: string, stderr: readonly string[]): LaunchError {
  const silence = `no handshake on stdout within ${timeoutMs / 1_000} s: does its main file call serve(plugin)?`;
  const began = stdout === "" ? "" : ` stdout, without a newline: ${shownLine(stdout)};`;
  return new LaunchError("silent", `${silence}${began} ${saidOn(stderr)}`);
}

export function explainStdout(line: string): LaunchError {
  const shown = JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line);
  if (/^\d+\|\d+\|/.test(line)) return new LaunchError("stdout", `its handshake is incomplete: ${shown}`);
  return new LaunchError(
    "stdout",
    `its first line on stdout is ${shown}, not the handshake: print nothing there (use the log)`,
  );
}
