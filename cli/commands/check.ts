import { resolve } from "node:path";
import { Command } from "commander";
import { timeoutMsOf } from "../../daemon/timing.js";
import type { Check } from "../../sdk/typescript/src/testing/checklist.js";
import type { Conformance } from "../../sdk/typescript/src/testing/conform.js";
import type { CheckOptions } from "../check/check.js";
import { ExitCode, UserError } from "../run/errors.js";
import { interruptible } from "../run/interrupt.js";
import { printResult } from "./print-result.js";

interface Checked extends Conformance {
  readonly executable: string;
}

/** `check [EXE]`: drives an executable as the daemon would, one line a check. */
export function checkCommand(): Command {
  return new Command("check")
    .description("prove that an executable is a plugin that the daemon can run")
    .argument("[exe]", "the executable; default: this project's, in dist/")
    .option("--json", "print one JSON document")
    .action(runCheck);
}

async function runCheck(exe: string | undefined, { json = false }: { json?: boolean }): Promise<void> {
  // A person has seen each check as it was made.
  await printResult(
    json,
    () => checkNow(exe, json),
    () => [],
    failureOf,
  );
}

async function checkNow(exe: string | undefined, json: boolean): Promise<Checked> {
  const subject = exe === undefined ? await subjectOf(process.cwd()) : { executable: resolve(exe) };
  const { check } = await import("../check/check.js");
  const report = await interruptible((signal) =>
    check({ ...subject, signal, ...(json ? {} : { onCheck: printCheck }) }),
  );
  return { executable: subject.executable, ...report };
}

function failureOf({ executable, checks }: Checked): UserError | undefined {
  const failed = checks.filter(({ status }) => status === "failed").length;
  if (failed === 0) return undefined;
  return new UserError(`${executable} failed ${failed} of ${checks.length} checks`, { exitCode: ExitCode.checkFailed });
}

/** The executable of the project in `folder`, with what its entry promises. */
async function subjectOf(folder: string): Promise<Pick<CheckOptions, "executable" | "type" | "timeoutMs">> {
  const { executableOf, projectEntry } = await import("../project/project-entry.js");
  const entry = await projectEntry(folder);
  return { executable: executableOf(folder, entry), type: entry.type, timeoutMs: timeoutMsOf(entry) };
}

const MARKS = { passed: "✔", failed: "✖", skipped: "-" } as const satisfies Record<Check["status"], string>;

export function printCheck({ name, status, observed, cause }: Check): void {
  process.stdout.write(`${MARKS[status]} ${name}: ${observed}\n`);
  if (cause !== undefined) process.stdout.write(`    ${cause}\n`);
}
