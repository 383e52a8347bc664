import { writeSync } from "node:fs";
import { GO_PLUGIN } from "../rpc/facts.js";
import { formatRecord, LOG_LEVELS, type LogLevel } from "./hclog.js";

export type { LogLevel } from "./hclog.js";

/**
 * Writes to the host's log. Fields may have any value: what JSON cannot say becomes text, and what is too long is cut and
 * marked. Never throws.
 */
export interface Logger {
  trace(message: string, fields?: Record<string, unknown>): void;
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** A logger that adds these fields to each record; those of a record win over them. */
  child(fields: Record<string, unknown>): Logger;
}

/** How a logger writes. */
export interface LoggerOptions {
  /** Shown by the host as `@module`. */
  readonly name?: string;
  /** Records below it are dropped. Default `trace`: the host filters by its own level. */
  readonly level?: LogLevel;
  /** Takes one record, a line without its newline; see {@link writeStderrSync}. */
  readonly write: (line: string) => void;
}

/** A logger whose records a go-plugin host shows with their level, message and fields. */
export function createLogger({ name, level = "trace", write }: LoggerOptions): Logger {
  const lowest = LOG_LEVELS.indexOf(level);
  const withFields = (base: Record<string, unknown>): Logger => {
    const at = (recordLevel: LogLevel) => (message: string, fields?: Record<string, unknown>) => {
      if (LOG_LEVELS.indexOf(recordLevel) < lowest) return;
      write(formatRecord({ level: recordLevel, message, name, fields: merge(base, fields), time: new Date() }));
    };
    return {
      trace: at("trace"),
      debug: at("debug"),
      info: at("info"),
      warn: at("warn"),
      error: at("error"),
      child: (fields) => withFields(merge(base, fields)),
    };
  };
  return withFields({});
}

/** By descriptor: spreading would run the caller's getters here, outside of formatRecord, which knows how to fail. */
function merge(base: Record<string, unknown>, fields: Record<string, unknown> | undefined): Record<string, unknown> {
  if (fields === undefined) return base;
  try {
    return Object.defineProperties(
      {},
      { ...Object.getOwnPropertyDescriptors(base), ...Object.getOwnPropertyDescriptors(fields) },
    );
  } catch {
    return { ...base, fields };
  }
}

/** ms between two tries while the pipe is full. */
const RETRY_AFTER = 2;
/** ms without a byte taken after which the rest of a line is given up: a host that never reads must not hang us. */
const GIVE_UP_AFTER = GO_PLUGIN.time.stderrGiveUpMs;

/**
 * Writes a line and its newline to stderr before it returns, so that the last words of a process are not lost: pipes
 * are asynchronous in Node. A stderr that is closed takes nothing and is no error: the host is gone.
 */
export function writeStderrSync(line: string): void {
  let rest = Buffer.from(`${line}\n`, "utf8");
  let lastProgress = performance.now();
  while (rest.length > 0) {
    const written = tryWrite(rest);
    if (written === undefined) return;
    rest = rest.subarray(written);
    if (written > 0) lastProgress = performance.now();
    else if (performance.now() - lastProgress > GIVE_UP_AFTER) return;
    else pause(RETRY_AFTER);
  }
}

/** Bytes written, 0 while the pipe is full, undefined when nobody will ever read. */
function tryWrite(bytes: Buffer): number | undefined {
  try {
    return writeSync(2, bytes);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EAGAIN" ? 0 : undefined;
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
