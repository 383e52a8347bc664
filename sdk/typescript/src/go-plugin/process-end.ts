import { writeSync } from "node:fs";
import type { Logger } from "./logging/logger.js";
import { GO_PLUGIN, worded } from "./rpc/facts.js";
import { messageOf } from "./rpc/plugin-error.js";

/** ms after which handles that the author left open no longer keep the process alive. */
const EXIT_GRACE = 20;

/** go-plugin's own lines and exit code, so that a plugin of ours answers as every other one does. */
export function refuseToStart(reason: string, hint?: string): never {
  writeSync(process.stderr.fd, hint === undefined ? reason : `${reason}${hint}\n`);
  process.exit(1);
}

/** A crash leaves one record that names its cause, and exit code 1: a host shows a dead plugin only as EOF. */
export function reportCrashes(logger: Logger): void {
  process.on("uncaughtException", (error, origin) => {
    logger.error(worded(GO_PLUGIN.message.pluginCrashed, { place: "", reason: messageOf(error) }), { origin, error });
    process.exit(1);
  });
}

/** The process ends by itself when nothing is left to do; timers that the author forgot must not hold it. */
export function exitSoon(code: number): void {
  process.exitCode ??= code;
  setTimeout(() => process.exit(), EXIT_GRACE).unref();
}
