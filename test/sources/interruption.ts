import { EventEmitter, once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { launch } from "../../sdk/typescript/src/testing/launch.js";
import type { Combination } from "./combinations.js";
import { AFTER_RETURN, type Device } from "./devices/device.js";
import { deviceFor } from "./devices/devices.js";
import { NAME, variableOf } from "./made-project.js";

/** Frames that are read before the device leaves, and after it is back. */
const FRAMES = 3;

/** The executable reads a device that others have made, which leaves and comes back: its readings go on, and none comes twice. */
export async function expectReadingsAround(project: string, { source, type }: Combination): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "device-"));
  const device = await deviceFor(source, folder);
  try {
    if (device === undefined) return;
    const numbers = await numbersOf(device, join(project, "dist", NAME), type);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers.filter((number) => number < AFTER_RETURN).length).toBeGreaterThanOrEqual(FRAMES);
  } finally {
    await device?.leave();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the readings count, until some have come from a device that was away. */
async function numbersOf(device: Device, executable: string, type: Combination["type"]): Promise<readonly number[]> {
  const settings = Object.entries({ ...device.settings, intervalMs: 50 });
  const env = Object.fromEntries(settings.map(([key, value]) => [variableOf(key), String(value)]));
  const log = new EventEmitter();
  const plugin = await launch(executable, {
    env,
    onStderr: (line) => void (/ is lost\b/.test(line) && log.emit("lost")),
  });
  const numbers: number[] = [];
  try {
    for await (const frame of type === "datasource"
      ? plugin.startRecord()
      : plugin.command({ command: "start-record" })) {
      // A sign of life while the device is away.
      if (frame.payload.length === 0) continue;
      const number = numberIn(frame.json());
      expect(frame.json()).toEqual(device.reading(number));
      numbers.push(number);
      if (numbers.length === FRAMES) {
        const lost = once(log, "lost");
        await device.leave();
        await lost;
        await device.comeBack();
      }
      if (numbers.filter((number) => number >= AFTER_RETURN).length === FRAMES) return numbers;
    }
    throw new Error(`the recording has ended after ${numbers.join(", ")}`);
  } finally {
    await plugin.close();
  }
}

/** Whatever a source calls it. */
function numberIn(reading: unknown): number {
  const [, number] = /"(?:n|pulses|value)":(\d+)/.exec(JSON.stringify(reading)) ?? [];
  return Number(number);
}
