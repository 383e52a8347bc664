import { every, reconnecting, type SessionContext } from "laniakea-plugin-sdk";
import { DEVICE, placeOf, readRegisters, Refusal, type Register } from "./device.js";
import type { Settings } from "./settings.js";

/** What the device has in its holding registers: adapt this, its manual has the table. Addresses count from 0. */
const REGISTERS: readonly Register[] = [
  { name: "celsius", address: 0, kind: "int16", factor: 0.1 },
  { name: "watts", address: 1, kind: "float32", factor: 1 },
  { name: "pulses", address: 3, kind: "uint32", factor: 1 },
];

type Reading = Readonly<Record<string, number>>;

/** The readings of the device, also when its connection breaks. */
export function readings({ settings, open, signal, log }: SessionContext<Settings>): AsyncIterable<Reading> {
  let isBusy = false;
  const sample = async () => {
    try {
      const reading = await readRegisters(REGISTERS, settings);
      isBusy = false;
      return reading;
    } catch (error) {
      if (!(error instanceof Refusal) || error.isLasting) throw error;
      if (!isBusy) log.warn(`the device has no reading for now: ${error.message}`);
      isBusy = true;
      return undefined;
    }
  };
  return reconnecting(
    {
      what: `the device ${placeOf(settings)}`,
      async open() {
        const device = await DEVICE.acquire(settings);
        try {
          // A line may be open without a device at its end.
          await sample();
          return device;
        } catch (error) {
          await DEVICE.release(device);
          throw error;
        }
      },
      async *read() {
        for await (const _ of every(settings.intervalMs, signal)) {
          const reading = await sample();
          if (reading !== undefined) yield reading;
        }
      },
      close: (device) => DEVICE.release(device),
    },
    { open, signal, log },
  );
}
