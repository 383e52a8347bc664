import { COOKIE } from "../../../daemon/handshake.js";
import { startedByHost } from "./go-plugin/handshake.js";
import { captureStdout, type StrayOutput } from "./go-plugin/logging/stray-output.js";

/**
 * From the moment the SDK is imported under a host: what the author's modules print while they load would come before the
 * handshake and break it. The one piece of state at module level, because there is no later moment that is early enough.
 */
export const strayStdout: StrayOutput | undefined = startedByHost(COOKIE, process.env) ? captureStdout() : undefined;
