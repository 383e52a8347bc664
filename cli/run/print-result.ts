import { ExitCode, type UserError } from "./errors.js";
import { documentText, failureDocument } from "./json-document.js";
import { reportedError } from "./reported-error.js";

/**
 * Runs `work`, and with `json` prints what it returns as the one JSON document on stdout, with `exitCode` and `error`: null. A
 * failure is a document too, with the same `error` as in the generator's report, and goes on to stderr and the exit code as
 * without `json`.
 * @param show what a person gets instead.
 * @param failureOf a result that is a failure all the same: its document has both.
 */
export async function printResult<T extends object>(
  json: boolean,
  work: () => Promise<T>,
  show: (result: T) => readonly string[],
  failureOf: (result: T) => UserError | undefined = () => undefined,
): Promise<void> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    if (json) printDocument(failureDocument(reportedError(error)));
    throw error;
  }
  const failure = failureOf(result);
  if (json)
    printDocument({
      exitCode: ExitCode.ok,
      error: null,
      ...result,
      ...(failure && failureDocument(reportedError(failure))),
    });
  if (failure) throw failure;
  if (!json) for (const line of show(result)) process.stdout.write(`${line}\n`);
}

function printDocument(document: object): void {
  process.stdout.write(documentText(document));
}
