import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { buildGo, goIsThere } from "../../hosts/go-toolchain.js";
import { made } from "../../python/cache.js";
import { PYTHON, pythonIsThere } from "../../python/interpreter.js";
import { plugIn } from "./cable.js";
import type { Device } from "./device.js";
import { startServer } from "./server.js";

const HERE = import.meta.dirname;

/** A device for a source; undefined where nobody else has made one, or where this machine lacks what it needs. */
export async function deviceFor(source: string, folder: string): Promise<Device | undefined> {
  switch (source) {
    case "serial":
      return plugIn(folder);
    case "mqtt":
      if (!goIsThere()) return undefined;
      return startServer([await buildGo({ module: HERE, package: "mochi" })], (n) => ({
        "sensors/count": { n },
      }));
    case "modbus":
      if (!pythonIsThere()) return undefined;
      return startServer([await python(), join(HERE, "modbus.py")], (pulses) => ({
        celsius: 21.5,
        watts: 1.5,
        pulses,
      }));
    case "scpi":
      return pythonIsThere() ? startServer([await python(), join(HERE, "scpi.py")], (value) => ({ value })) : undefined;
    default:
      return undefined;
  }
}

/** The Python of an environment with the simulators. */
async function python(): Promise<string> {
  const requirements = join(HERE, "requirements.txt");
  const folder = await made("simulators", [readFileSync(requirements)], async (unfinished) => {
    await execa(PYTHON, ["-m", "venv", unfinished]);
    const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--requirement", requirements];
    await execa(join(unfinished, "bin", "python"), pip);
  });
  return join(folder, "bin", "python");
}
