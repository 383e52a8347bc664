#!/usr/bin/env node
import { forgetEmptyHome } from "./run/environment.js";
import { ExitCode } from "./run/errors.js";
import { nodeProblem } from "./run/supported-node.js";

// The build translates this file alone for old versions of Node.js: what it imports when they are new enough, they
// could not read.
forgetEmptyHome(process.env);
const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  void import("./program.js");
} else {
  process.stderr.write(`error: ${problem.message}\n→ ${problem.remedy}\n`);
  process.exitCode = ExitCode.toolMissing;
}
