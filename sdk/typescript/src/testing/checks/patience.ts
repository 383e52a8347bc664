import { within } from "../../go-plugin/bounded-wait.js";
import { CheckFailed } from "./checklist.js";

export const UNRESPONSIVE = "the daemon would call the plugin unresponsive and restart it";

/** @throws {CheckFailed} when the plugin lets the daemon wait for longer than `ms`. */
export async function seen<T>(what: string, ms: number, work: Promise<T>, cause = UNRESPONSIVE): Promise<T> {
  return await within(ms, work, () => {
    throw new CheckFailed(`no sign of ${what} within ${ms / 1_000} s`, cause);
  });
}

export async function timed(what: string, run: () => Promise<unknown>): Promise<string> {
  const since = performance.now();
  await run();
  return `${what} after ${Math.round(performance.now() - since)} ms`;
}
