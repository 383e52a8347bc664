import type { Where } from "../config/locate.js";
import { interruptible } from "../run/interrupt.js";
import { printResult } from "../run/print-result.js";
import { type Diagnosis, doctor, problemLines, unhealthy } from "./doctor.js";

export interface DoctorFlags extends Where {
  /** Whether the plugins are started as the daemon starts them. */
  readonly start: boolean;
  readonly json?: boolean;
}

/** What `doctor` does and prints. */
export async function runDoctor({ start, json = false, ...where }: DoctorFlags): Promise<void> {
  await printResult(json, () => (start ? startedDoctor(where) : doctor(where)), diagnosisLines, unhealthy);
}

async function startedDoctor(where: Where): Promise<Diagnosis> {
  const { startPlugins } = await import("./start.js");
  return interruptible((signal) => doctor(where, (plugins, located) => startPlugins(plugins, located, signal)));
}

/** What is the matter, and what the daemon does; of a config that is not there the problem says both. */
export function diagnosisLines(diagnosis: Diagnosis): string[] {
  const lines = problemLines(diagnosis);
  return diagnosis.exists ? [...lines, verdict(diagnosis)] : lines;
}

function verdict({ configFile, plugins }: Diagnosis): string {
  const runs = plugins.length === 0 ? "no plugin" : plugins.join(", ");
  return `${configFile}: the daemon starts with it and runs ${runs}`;
}
