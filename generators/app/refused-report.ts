import { ExitCode } from "../../sdk/cli/errors.js";
import { GENERATOR } from "../version.js";
import type { ReportedError } from "../../sdk/cli/reported-error.js";
import type { Report } from "./report.js";

/** The document of a run that ended before it began: there is nothing to tell but why. */
export function refusedReport(error: Pick<ReportedError, "code" | "message"> & { readonly hint: string }): Report {
  return {
    version: 1,
    generator: GENERATOR,
    exitCode: ExitCode[error.code],
    dryRun: false,
    error: { ...error, details: [], log: null },
    project: null,
    answers: null,
    files: [],
    config: null,
    commands: [],
    executable: null,
    installed: null,
    warnings: [],
    git: null,
    nextSteps: [error.hint],
    repeat: null,
  };
}
