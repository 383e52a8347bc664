import { isMainThread } from "node:worker_threads";
import { COOKIE } from "../../../daemon/handshake.js";
import { asksForSettings } from "./api/hardware/plugin-settings.js";
import { startedByHost } from "./go-plugin/handshake.js";
import { createLogger, writeStderrSync } from "./go-plugin/logging/logger.js";
import { captureStdout, type StrayOutput } from "./go-plugin/logging/stray-output.js";
import { type EndWatch, watchEnd } from "./go-plugin/process-end.js";

/** What is kept and watched from the moment that the SDK is imported under a host. */
export interface SinceImport {
  /** What the author's modules print while they load would come before the handshake and break it. */
  readonly stdout: StrayOutput;
  /** What the author's modules do while they load may end the process without a word. */
  readonly end: EndWatch;
}

/** The one piece of state at module level, because there is no later moment that is early enough. */
export const sinceImport: SinceImport | undefined =
  isMainThread && startedByHost(COOKIE, process.env) && !asksForSettings(process.argv)
    ? { stdout: captureStdout(), end: watchEnd(createLogger({ write: writeStderrSync })) }
    : undefined;

// What modules print while they load would stand in the settings file.
if (isMainThread && asksForSettings(process.argv)) captureStdout();
