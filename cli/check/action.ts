import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { timeoutMsOf } from "../../daemon/timing.js";
import type { Check } from "../../sdk/typescript/src/testing/checks/checklist.js";
import type { Conformance } from "../../sdk/typescript/src/testing/conform.js";
import { needsOf, readProgram } from "../../sdk/typescript/src/testing/format/program.js";
import { staleWarnings } from "../languages/agreement.js";
import { findLanguage } from "../languages/detect.js";
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

export interface CheckFlags {
  readonly hardware?: boolean;
  readonly json?: boolean;
}

/** What `check` does and prints: one line a check. */
export async function runCheck(exe: string | undefined, { json = false, hardware = false }: CheckFlags): Promise<void> {
  // A person has seen each check as it was made.
  await printResult(
    json,
    () => checkNow(exe, { json, hardware }),
    ({ needs }) => (needs === undefined ? [] : [`needs ${needs}`]),
    failureOf,
  );
}

async function checkNow(exe: string | undefined, { json, hardware }: Required<CheckFlags>): Promise<Checked> {
  const path = resolve(exe ?? ".");
  const isProject = exe === undefined || (await stat(path).catch(() => undefined))?.isDirectory() === true;
  const subject = isProject ? await subjectOf(path) : { executable: path };
  const warnings = isProject ? await staleWarnings(path, subject.executable) : [];
  for (const line of warnings) process.stderr.write(`${line}\n`);
  const report = await interruptible((signal) =>
    check({ ...subject, hardware, signal, ...(json ? {} : { onCheck: printCheck }) }),
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
async function subjectOf(folder: string): Promise<Omit<CheckOptions, "signal">> {
  const entry = await projectEntry(folder);
  const language = await findLanguage(folder);
  return {
    executable: executableOf(folder, entry),
    project: folder,
    name: entry.name,
    type: entry.type,
    timeoutMs: timeoutMsOf(entry),
    ...(language === undefined ? {} : { heartbeat: `set ${language.heartbeat}` }),
  };
}

const MARKS = { passed: "✔", warned: "!", failed: "✖", skipped: "-" } as const satisfies Record<
  Check["status"],
  string
>;

export function printCheck({ name, status, observed, cause }: Check): void {
  process.stdout.write(`${MARKS[status]} ${name}: ${observed}\n`);
  for (const line of cause?.split("\n") ?? []) process.stdout.write(`    ${line}\n`);
}
