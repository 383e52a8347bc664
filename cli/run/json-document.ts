import { ExitCode } from "./errors.js";
import type { ReportedError } from "./reported-error.js";

/** What every command's JSON document of a failure has. */
export function failureDocument(error: ReportedError): object {
  return { exitCode: ExitCode[error.code], error };
}

/** As it goes to stdout. */
export function documentText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
