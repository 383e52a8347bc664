import { Command } from "commander";
import type { Diagnosis } from "../doctor/doctor.js";
import { addDaemonOptions, type DaemonOptions } from "./daemon-options.js";
import { printResult } from "./print-result.js";

/** `doctor`: the config as the daemon reads it when it starts; changes nothing. */
export function doctorCommand(): Command {
  const command = new Command("doctor").description(
    "say what in the daemon's config.yaml would keep it from starting, or from running its plugins",
  );
  return addDaemonOptions(command).option("--json", "print one JSON document").action(runDoctor);
}

async function runDoctor({ json = false, ...where }: DaemonOptions & { json?: boolean }): Promise<void> {
  const { doctor, problemLines, unhealthy } = await import("../doctor/doctor.js");
  const show = (diagnosis: Diagnosis) => [...problemLines(diagnosis), verdict(diagnosis)];
  await printResult(json, () => doctor(where), show, unhealthy);
}

function verdict({ configFile, plugins }: Diagnosis): string {
  const runs = plugins.length === 0 ? "no plugin" : plugins.join(", ");
  return `${configFile}: the daemon starts with it and runs ${runs}`;
}
