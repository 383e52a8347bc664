import { every, reconnecting, type SessionContext } from "laniakea-plugin-sdk";
import { type Channel, channels, type Kind, valueOf } from "./channels.js";
import type { Settings } from "./settings.js";

/** By `<device>/<channel>`; null for what could not be read. */
type Reading = Readonly<Record<string, number | null>>;

/**
 * Where Linux has its sensors, and which of their files are values. Adapt this to what you want to read. The kernel's documentation has the
 * units, in sysfs-class-hwmon and sysfs-bus-iio.
 */
const KINDS: readonly Kind[] = [
  {
    folder: "class/hwmon",
    values: /^([a-z]+\d+)_input$/,
    // Turns a minute and Hz; W and J in millionths; °C, V and A in thousandths.
    units: [
      { files: /^(?:fan|freq)/, inFile: 1 },
      { files: /^(?:power|energy)/, inFile: 1e-6 },
      { files: /^/, inFile: 1e-3 },
    ],
  },
  {
    folder: "bus/iio/devices",
    values: /^(in_.+)_(?:raw|input)$/,
    // °C, V, A, W and % in thousandths; kPa, nF and gauss become Pa, F and T. Others stay as they are: m/s², lux, Ω and so on.
    units: [
      { files: /^in_(?:temp|voltage|current|power|humidityrelative|positionrelative)/, inFile: 1e-3 },
      { files: /^in_pressure/, inFile: 1e3 },
      { files: /^in_capacitance/, inFile: 1e-9 },
      { files: /^in_magn/, inFile: 1e-4 },
    ],
  },
  { folder: "bus/w1/devices", values: /^(temperature)$/, units: [{ files: /^/, inFile: 1e-3 }] },
];

/** What there is. @throws {Error} when there is none: the sensor has gone, or was never there. */
export function found({ root, device }: Pick<Settings, "root" | "device">): Promise<readonly Channel[]> {
  return channels(root, device, KINDS);
}

/** The readings of all channels, also when a sensor is unplugged and put back in. */
export function readings({ settings, open, signal, log }: SessionContext<Settings>): AsyncIterable<Reading> {
  const unreadable = new Set<string>();
  const unmeasured = new Set<string>();
  const sample = async (): Promise<Reading> => {
    // What comes back may have another number, so the files are looked for each time.
    const outcomes = await Promise.all((await found(settings)).map((channel) => tried(channel)));
    const [first] = outcomes;
    if (outcomes.every(({ reason }) => reason !== undefined)) throw new Error(first?.reason);
    for (const { name, value, reason } of outcomes) {
      if (reason === undefined && value === null && !unmeasured.has(name)) {
        unmeasured.add(name);
        log.warn(`${name} has not measured: it shows 85 °C, as it does when it has just got power; null is sent. If that lasts, look at its wires`);
      }
      if (reason === undefined) unreadable.delete(name);
      else if (!unreadable.has(name)) log.warn(`${name} cannot be read: ${reason}`);
      if (reason !== undefined) unreadable.add(name);
    }
    return Object.fromEntries(outcomes.map(({ name, value }) => [name, value] as const));
  };
  return reconnecting(
    {
      what: settings.device === "" ? `each sensor of ${settings.root}` : `the sensor ${settings.device}`,
      open: sample,
      async *read(first) {
        let reading: Reading | undefined = first;
        for await (const _ of every(settings.intervalMs, signal)) {
          yield reading ?? (await sample());
          reading = undefined;
        }
      },
      close: () => {},
    },
    { open, signal, log },
  );
}

async function tried(channel: Channel): Promise<{ readonly name: string; readonly value: number | null; readonly reason?: string }> {
  const { name } = channel;
  return valueOf(channel).then(
    (value) => ({ name, value }),
    (error: unknown) => ({ name, value: null, reason: error instanceof Error ? error.message : String(error) }),
  );
}
