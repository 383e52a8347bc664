import { CURRENT_LANIAKEA_VERSION } from "../../daemon/handshake.js";
import { DEFAULT_TIMEOUT_MS } from "../../daemon/timing.js";
import { launch, type LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";
import { LaunchError } from "../../sdk/typescript/src/testing/launch-error.js";

interface BootOptions {
  /** ms for all of it; default what the daemon's config has for a plugin that says nothing else. */
  readonly patienceMs?: number;
  readonly onStderr?: (line: string) => void;
}

/**
 * Starts an executable and asks what the daemon asks at its own start: QUIRKS.md, "One plugin stops the boot".
 * @param type what its entry in the config says.
 * @returns what would keep the daemon from starting with it, as half a sentence; undefined when nothing would.
 * @param onStderr hears of each line of its log.
 * @throws the signal's reason when aborted.
 */
export async function bootProblem(
  executable: string,
  type: string | undefined,
  signal: AbortSignal,
  { patienceMs = DEFAULT_TIMEOUT_MS, onStderr = (): void => {} }: BootOptions = {},
): Promise<string | undefined> {
  const late = AbortSignal.timeout(patienceMs);
  const ended = AbortSignal.any([signal, late]);
  try {
    const plugin = await launch(executable, { signal: ended, onStderr });
    return await askAsAtBoot(plugin, type, ended);
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) return `it does not answer within ${patienceMs / 1_000} s`;
    if (error instanceof LaunchError) return error.message;
    throw error;
  }
}

async function askAsAtBoot(
  plugin: LaunchedPlugin,
  type: string | undefined,
  ended: AbortSignal,
): Promise<string | undefined> {
  if (type !== undefined && plugin.type !== type) {
    await plugin.close();
    return `it is a ${plugin.type}, and its entry says ${type}`;
  }
  const onAbort = () => void plugin.process.end();
  ended.addEventListener("abort", onAbort, { once: true });
  try {
    ended.throwIfAborted();
    await plugin.pushVersion(CURRENT_LANIAKEA_VERSION);
    await plugin.getVersion();
    return undefined;
  } catch (error) {
    ended.throwIfAborted();
    return `it refuses Laniakea ${CURRENT_LANIAKEA_VERSION}: ${(error as Error).message}`;
  } finally {
    ended.removeEventListener("abort", onAbort);
    await plugin.close();
  }
}
