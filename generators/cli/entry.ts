#!/usr/bin/env node
import { forgetEmptyHome } from "../../cli/run/environment.js";
import { ExitCode } from "../../cli/run/errors.js";
import { runWithOutput } from "../../cli/run/output.js";
import { nodeProblem } from "../../cli/run/supported-node.js";
import { refusedReport } from "../tell/refused-report.js";
import { GENERATOR } from "../version.js";
import { readyHelp } from "./help.js";

// The build translates this file alone for old versions of Node.js: what it imports when they are new enough, they
// could not read.
forgetEmptyHome(process.env);
const argv = process.argv.slice(2);
const problem = nodeProblem(process.versions.node);

if (problem !== undefined) {
  const { message, remedy } = problem;
  process.stderr.write(`error: ${message}\n→ ${remedy}\n`);
  if (argv.includes("--json")) {
    const report = refusedReport({ code: "toolMissing", message, details: [], hint: remedy, log: null });
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
  process.exitCode = ExitCode.toolMissing;
} else {
  const answer = readyAnswer();
  if (answer === undefined) void import("./main.js");
  else say(answer);
}

/** What is known without the rest, which somebody who asks for the version or for help should not wait for. */
function readyAnswer(): string | undefined {
  const [word = ""] = argv;
  if (argv.length === 1 && ["--version", "-V"].includes(word)) return `${GENERATOR.version}\n`;
  return readyHelp(argv);
}

function say(text: string): void {
  void runWithOutput(() => {
    process.stdout.write(text);
    return Promise.resolve(ExitCode.ok);
  }).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
