import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** Where a kind of sensors is, below the root. */
export interface Kind {
  readonly folder: string;
  /** Its files that are values; the group is the channel's name. */
  readonly values: RegExp;
  /** What one is worth in a file: the first that fits counts; 1 where none does. */
  readonly units: readonly { readonly files: RegExp; readonly inFile: number }[];
}

/** A file with a number. */
export interface Channel {
  readonly device: string;
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  /** What one is worth in it. */
  readonly inFile: number;
}

/** A DS18B20 says 85 °C when it has had power but no time to measure. */
const NOT_MEASURED = 85_000;

/** All of a device, or of all for an empty name. @throws {Error} when there are none, with those that there are. */
export async function channels(root: string, device: string, kinds: readonly Kind[]): Promise<readonly Channel[]> {
  const found = new Map<string, Channel>();
  for (const { folder, values, units } of kinds) {
    for (const entry of await readdir(join(root, folder)).catch(() => [])) {
      const own = join(root, folder, entry);
      const name = (await readFile(join(own, "name"), "utf8").catch(() => entry)).trim();
      for (const file of await readdir(own).catch(() => [])) {
        const [, channel] = values.exec(file) ?? [];
        if (channel === undefined) continue;
        // Two devices may have one name.
        const isTaken = [...found.values()].some((other) => other.device === name && other.folder !== own);
        const called = isTaken ? `${name}@${entry}` : name;
        const { inFile } = units.find(({ files }) => files.test(file)) ?? { inFile: 1 };
        found.set(`${called}/${channel}`, { device: called, name: `${called}/${channel}`, folder: own, file, inFile });
      }
    }
  }
  const wanted = [...found.values()].filter((channel) => device === "" || channel.device === device);
  if (wanted.length > 0) return wanted;
  const names = [...new Set([...found.values()].map((channel) => channel.device))].join(", ");
  throw new Error(`${root} has no sensor${device === "" ? "" : ` ${device}`}; there are: ${names || "none"}`);
}

/** Null for what has not measured. @throws {Error} when a file cannot be read, or holds no number. */
export async function valueOf({ device, folder, file, inFile }: Channel): Promise<number | null> {
  const raw = await numberIn(join(folder, file));
  // Also where hwmon has such a sensor.
  if (raw === NOT_MEASURED && (basename(folder).startsWith("28-") || /^w1_slave_temp(?:@|$)/.test(device))) return null;
  const channel = file.replace(/_raw$/, "");
  const withoutNumber = channel.replaceAll(/\d+/g, "");
  const [kind = withoutNumber] = /^in_[a-z]+(?:-[a-z]+)?/.exec(withoutNumber) ?? [];
  /** Of an IIO channel alone, or of all of its kind: in_voltage0_i, in_voltage_i or in_voltage. */
  const beside = async (what: string, otherwise: number) => {
    for (const name of [channel, withoutNumber, kind]) {
      const path = join(folder, `${name}_${what}`);
      if (existsSync(path)) return numberIn(path);
    }
    return otherwise;
  };
  const scaled = file.endsWith("_raw") ? (raw + (await beside("offset", 0))) * (await beside("scale", 1)) : raw;
  // 0.1 + 0.2 is 0.30000000000000004.
  return Number((scaled * inFile).toPrecision(12));
}

async function numberIn(path: string): Promise<number> {
  const text = (await readFile(path, "utf8")).trim();
  const value = text === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw new Error(`${path} holds no number: ${JSON.stringify(text.slice(0, 40))}`);
  return value;
}
