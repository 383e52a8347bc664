import { PluginError } from "../../rpc/plugin-error.js";

/** The units of the header grpc-timeout, in ms. */
const UNITS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };
/** Node's timers hold no longer time, of 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * ms until a call's deadline.
 * @throws {PluginError} INTERNAL when the header is none of gRPC's.
 */
export function parseTimeout(header: string): number {
  const [, amount, unit] = /^(\d{1,8})([HMSmun])$/.exec(header) ?? [];
  const factor = UNITS[unit ?? ""];
  if (factor === undefined) throw new PluginError(`malformed grpc-timeout: ${header}`, "INTERNAL");
  return Number(amount) * factor;
}

/** What a call ends with when its deadline has passed. */
export function deadlinePassed(): PluginError {
  return new PluginError("the call's deadline has passed", "DEADLINE_EXCEEDED");
}

/** Calls `onPassed` after that time. Returns what calls it off. */
export function startDeadline(ms: number, onPassed: (error: PluginError) => void): () => void {
  if (ms > LONGEST_TIMER_MS) return () => {};
  const timer = setTimeout(() => onPassed(deadlinePassed()), ms);
  return () => clearTimeout(timer);
}
