import { Writable } from "node:stream";
import type { Command } from "commander";
import { ExitCode } from "../sdk/cli/errors.js";
import { runProgram } from "../sdk/cli/run.js";
import { refusedReport } from "./app/refused-report.js";
import { GENERATOR } from "./version.js";

/** Runs a program with `--json`: flags that it refuses give a document, too. What it does else reports for itself. */
export async function runWithReport(program: Command, argv: readonly string[]): Promise<number> {
  let said = "";
  const stderr = new Writable({
    write(chunk, _encoding, done) {
      said += chunk;
      process.stderr.write(chunk, done);
    },
  });
  let started = false;
  program.hook("preAction", () => {
    started = true;
  });
  const exitCode = await runProgram(program, argv, { stdout: process.stdout, stderr });
  if (exitCode !== ExitCode.ok && !started) {
    const [message = "", hint = `${GENERATOR.name} --help`] = said
      .trim()
      .replace(/^(error|create-laniakea-plugin): /, "")
      .split("\n→ ");
    const report = refusedReport({ code: "usage", message, hint });
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  return exitCode;
}
