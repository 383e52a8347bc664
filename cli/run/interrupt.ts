import { Interrupted } from "./errors.js";

/**
 * Runs `work` with a signal that aborts on SIGINT, SIGTERM or SIGHUP, so that children end and temporary files go before
 * the process does. While it runs, those signals do not end the process by themselves.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = () => controller.abort(new Interrupted());
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}
