import { PluginError } from "../../go-plugin/rpc/plugin-error.js";
import { reasonOf } from "../../go-plugin/rpc/reason.js";
import type { SessionContext } from "../definition.js";
import { sleep } from "../sleep.js";
import { isMistake } from "./mistake.js";

/** Hardware that comes and goes: how it is opened, read and closed. */
export interface Reconnecting<Device, Value> {
  /** What the log calls it, such as `the port /dev/ttyUSB0`. */
  readonly what: string;
  /** Finds it and opens it. The first time what it throws reaches the operator; later it is tried again. */
  readonly open: () => Promise<Device> | Device;
  /** Yields readings. What it throws means that the hardware has gone; a PluginError ends the recording. */
  readonly read: (device: Device) => AsyncIterable<Value>;
  /** Runs after each `read`, however that has ended. */
  readonly close: (device: Device) => Promise<void> | void;
  /** Before the second try, in ms; default 250. Each further one waits twice as long. A random part of up to a half is taken off. */
  readonly firstDelayMs?: number;
  /** The longest of these times, in ms; default 3000. */
  readonly maxDelayMs?: number;
}

/**
 * Readings of hardware that comes and goes: a cable that is pulled, a broker that restarts. The recording goes on when it is back. The
 * log has one warning when it is lost and one line when it is back, not one for each try.
 *
 * @throws what `open` throws the first time, and every PluginError.
 */
export async function* reconnecting<Device, Value>(
  source: Reconnecting<Device, Value>,
  { open, signal, log }: Pick<SessionContext, "open" | "signal" | "log">,
): AsyncGenerator<Value, void, undefined> {
  let device: Device = await open(source.open);
  for (let failures = 0; ;) {
    let reason = "it has ended";
    let mistake = {};
    try {
      for await (const value of source.read(device)) {
        failures = 0;
        yield value;
      }
    } catch (error) {
      if (signal.aborted || error instanceof PluginError) throw error;
      reason = reasonOf(error);
      if (isMistake(error)) mistake = { error };
    } finally {
      await source.close(device);
    }
    if (signal.aborted) return;
    if (failures === 0) log.warn(`${source.what} is lost: ${reason}; it is tried again until it is back`, mistake);
    const found = await openAgain(source, failures, signal);
    if (found === undefined) return;
    ({ device, failures } = found);
    log.info(`${source.what} is back`, { tries: failures });
  }
}

/** @returns undefined when the recording has ended before. */
async function openAgain<Device, Value>(
  source: Reconnecting<Device, Value>,
  before: number,
  signal: AbortSignal,
): Promise<{ device: Device; failures: number } | undefined> {
  const { firstDelayMs = 250, maxDelayMs = 3_000 } = source;
  for (let failures = before + 1; ; failures++) {
    const delay = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 20));
    await sleep(delay * (0.5 + Math.random() / 2), signal);
    if (signal.aborted) return undefined;
    try {
      return { device: await source.open(), failures };
    } catch (error) {
      if (error instanceof PluginError) throw error;
    }
  }
}
