#!/usr/bin/env node
import { GENERATOR } from "./version.js";

const argv = process.argv.slice(2);

// Answered here, because a question for the version should not wait for the rest to load.
if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
  process.stdout.write(`${GENERATOR.version}\n`);
} else {
  const [{ runProgram }, { createProgram }] = await Promise.all([import("../sdk/cli/run.js"), import("./program.js")]);
  const program = await createProgram(argv);
  if (argv.includes("--json") && program.commands.length === 0) {
    const { runWithReport } = await import("./run-with-report.js");
    process.exitCode = await runWithReport(program, argv);
  } else {
    process.exitCode = await runProgram(program, argv);
  }
}
