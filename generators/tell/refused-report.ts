import { ExitCode } from "../../cli/run/errors.js";
import type { ReportedError } from "../../cli/run/reported-error.js";
import { GENERATOR } from "../version.js";
import type { Report } from "./report.js";

/** The document of a run that ended before it began: there is nothing to tell but why. */
export function refusedReport(error: ReportedError): Report {
  return {
    version: 1,
    generator: GENERATOR,
    exitCode: ExitCode[error.code],
    dryRun: false,
    error,
    project: null,
    answers: null,
    files: [],
    config: null,
    commands: [],
    executable: null,
    installed: null,
    warnings: [],
    git: null,
    nextSteps: error.hint === null ? [] : [error.hint],
    repeat: null,
  };
}
