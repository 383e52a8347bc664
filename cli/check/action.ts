import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { timeoutMsOf } from "../../daemon/timing.js";
import type { Check } from "../../sdk/typescript/src/testing/checks/checklist.js";
import type { Conformance } from "../../sdk/typescript/src/testing/conform.js";
import { needsOf, readProgram } from "../../sdk/typescript/src/testing/format/program.js";
import { staleWarnings } from "../languages/agreement.js";
import { executableOf, projectEntry } from "../project/project-entry.js";
import { ExitCode, UserError } from "../run/errors.js";
import { interruptible } from "../run/interrupt.js";
import { printResult } from "../run/print-result.js";
import { check, type CheckOptions } from "./check.js";

interface Checked extends Conformance {
  readonly executable: string;
  /** What a machine must have to run it, in a few words; undefined where its file does not tell. */
  readonly needs: string | undefined;
}

/** What `check` does and prints: one line a check. */
export async function runCheck(exe: string | undefined, { json = false }: { json?: boolean }): Promise<void> {
  // A person has seen each check as it was made.
  await printResult(
    json,
    () => checkNow(exe, json),
    ({ needs }) => (needs === undefined ? [] : [`needs ${needs}`]),
    failureOf,
  );
}

async function checkNow(exe: string | undefined, json: boolean): Promise<Checked> {
  const path = resolve(exe ?? ".");
  const isProject = exe === undefined || (await stat(path).catch(() => undefined))?.isDirectory() === true;
  const subject = isProject ? await subjectOf(path) : { executable: path };
  const warnings = isProject ? await staleWarnings(path, subject.executable) : [];
  for (const line of warnings) process.stderr.write(`${line}\n`);
  const report = await interruptible((signal) =>
    check({ ...subject, signal, ...(json ? {} : { onCheck: printCheck }) }),
  );
  const program = await readProgram(subject.executable).catch(() => undefined);
  return { executable: subject.executable, needs: program && needsOf(program), ...report };
}

function failureOf({ executable, checks }: Checked): UserError | undefined {
  const failed = checks.filter(({ status }) => status === "failed").length;
  if (failed === 0) return undefined;
  return new UserError(`${executable} failed ${failed} of ${checks.length} checks`, { exitCode: ExitCode.checkFailed });
}

/** The executable of the project in `folder`, with what its entry promises. */
async function subjectOf(folder: string): Promise<Pick<CheckOptions, "executable" | "name" | "type" | "timeoutMs">> {
  const entry = await projectEntry(folder);
  return { executable: executableOf(folder, entry), name: entry.name, type: entry.type, timeoutMs: timeoutMsOf(entry) };
}

const MARKS = { passed: "✔", failed: "✖", skipped: "-" } as const satisfies Record<Check["status"], string>;

export function printCheck({ name, status, observed, cause }: Check): void {
  process.stdout.write(`${MARKS[status]} ${name}: ${observed}\n`);
  if (cause !== undefined) process.stdout.write(`    ${cause}\n`);
}
