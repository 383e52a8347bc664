import { createLogger, type Logger, writeStderrSync } from "../go-plugin/logging/logger.js";

/**
 * The daemon's log, for code outside of a recording or command, which have one in their context. Levels and fields reach the
 * daemon; `child` adds fields to every record.
 */
export const log: Logger = createLogger({ write: writeStderrSync });
