import type { Where } from "../config/locate.js";
import { printResult } from "../run/print-result.js";
import { type Diagnosis, doctor, problemLines, unhealthy } from "./doctor.js";

/** What `doctor` does and prints. */
export async function runDoctor({ json = false, ...where }: Where & { json?: boolean }): Promise<void> {
  const show = (diagnosis: Diagnosis) => [...problemLines(diagnosis), verdict(diagnosis)];
  await printResult(json, () => doctor(where), show, unhealthy);
}

function verdict({ configFile, plugins }: Diagnosis): string {
  const runs = plugins.length === 0 ? "no plugin" : plugins.join(", ");
  return `${configFile}: the daemon starts with it and runs ${runs}`;
}
