import { writeSync } from "node:fs";
import type { Logger } from "./logging/logger.js";
import { GO_PLUGIN, worded } from "./rpc/facts.js";
import { reasonOf } from "./rpc/reason.js";

/** ms after which handles that the author left open no longer keep the process alive. */
const EXIT_GRACE = 20;

/** go-plugin's own lines and exit code, so that a plugin of ours answers as every other one does. */
export function refuseToStart(reason: string, hint?: string): never {
  writeSync(process.stderr.fd, hint === undefined ? reason : `${reason}${hint}\n`);
  process.exit(1);
}

/** Answers a person or a program that wants a text of the executable, and nothing else of it. */
export function printAndEnd(text: string): never {
  writeSync(process.stdout.fd, text);
  process.exit(0);
}

/** Tells a host why a plugin ended that nobody had told to end: the host itself shows only EOF, or nothing at all. */
export interface EndWatch {
  /** It serves from now on, and this logger has its name. */
  serves(logger: Logger): void;
  /** The end that comes is meant, or the log has its reason. */
  explained(): void;
}

/** What is said of a plugin that came to its end without having been served; a host's author looks for it, too. */
export const NOT_SERVED =
  "the plugin ends without having served: serve was not called, or what it waits for before that call never came";

/**
 * Watches for the end of the process from now on. An end that nobody has explained leaves one record: with the line that called
 * `process.exit`, or that nothing was left to do. A crash, and a signal that cannot be handled, end the process in other ways.
 */
export function watchEnd(early: Logger): EndWatch {
  let isExplained = false;
  let isCrashing = false;
  let serving: Logger | undefined;
  process.on("uncaughtExceptionMonitor", () => {
    // Node prints what nobody catches. Where somebody does, the process goes on.
    isCrashing = true;
    setImmediate(() => (isCrashing = false)).unref();
  });
  process.on("exit", (code) => {
    if (isExplained || isCrashing) return;
    const log = serving ?? early;
    const error = new Error(`process.exit(${code})`);
    // Who has called it is still there, as this event comes out of that call.
    Error.captureStackTrace(error, process.exit);
    if (error.stack?.includes("\n    at ")) {
      log.error(`process.exit(${code}) was called ${serving ? "while" : "before"} the plugin served`, { error });
    } else {
      log.error(serving ? `the plugin ends with exit code ${code}: nothing was left to do` : NOT_SERVED);
    }
  });
  return {
    serves: (logger) => void (serving = logger),
    explained: () => void (isExplained = true),
  };
}

/** A crash leaves one record that names its cause, and exit code 1: a host shows a dead plugin only as EOF. */
export function reportCrashes(logger: Logger): void {
  process.on("uncaughtException", (error, origin) => {
    logger.error(worded(GO_PLUGIN.message.pluginCrashed, { place: "", reason: reasonOf(error) }), { origin, error });
    process.exit(1);
  });
}

/** A crash for which the log has the reason already. */
export function exitAsCrashed(watch: EndWatch | undefined): never {
  watch?.explained();
  process.exit(1);
}

/** The process ends by itself when nothing is left to do; timers that the author forgot must not hold it. */
export function exitSoon(code: number, watch: EndWatch): void {
  watch.explained();
  process.exitCode ??= code;
  const timer = setTimeout(() => process.exit(), EXIT_GRACE);
  // A host that gives up when the process ends has the time to read the reason first.
  if (code === 0) timer.unref();
}
