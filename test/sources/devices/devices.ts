import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { buildGo, goIsThere } from "../../hosts/go-toolchain.js";
import { made } from "../../python/cache.js";
import { PYTHON, pythonIsThere } from "../../python/interpreter.js";
import type { Device } from "./device.js";
import { type Program, startProgram } from "./program.js";

const HERE = import.meta.dirname;

/** A device for a source; undefined where nobody else has made one, or where this machine lacks what it needs. */
export async function deviceFor(source: string, folder: string): Promise<Device | undefined> {
  switch (source) {
    case "serial":
      if (!pythonIsThere()) return undefined;
      return startProgram({
        command: [PYTHON, join(HERE, "serial.py")],
        address: join(folder, "tty"),
        settings: (port) => ({ port }),
        reading: (n) => ({ n }),
        // Else its name leads to the next one that gets the same number of a pseudo-terminal.
        leaving: (port) => rm(port, { force: true }),
      });
    case "mqtt":
      if (!goIsThere()) return undefined;
      return startServer([await buildGo({ module: HERE, package: "mochi" })], (n) => ({ "sensors/count": { n } }));
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

function startServer(command: Program["command"], reading: Device["reading"]): Promise<Device> {
  const settings = (address: string) => {
    const { hostname: host, port } = new URL(`tcp://${address}`);
    return { host, port };
  };
  return startProgram({ command, address: "127.0.0.1:0", settings, reading });
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
