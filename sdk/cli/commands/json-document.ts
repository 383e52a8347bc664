import { ExitCode, UserError } from "../errors.js";

/**
 * Runs `work`, and with `json` prints what it returns as the one JSON document on stdout, with `exitCode`. A failure is a
 * document too, with `error.message`, and goes on to stderr and the exit code as without `json`.
 * @param show what a person gets instead.
 */
export async function printResult<T extends object>(
  json: boolean,
  work: () => Promise<T>,
  show: (result: T) => readonly string[],
): Promise<void> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    if (json) printDocument(failureDocument(error));
    throw error;
  }
  if (json) printDocument({ exitCode: ExitCode.ok, ...result });
  else
    process.stdout.write(
      show(result)
        .map((line) => `${line}\n`)
        .join(""),
    );
}

function failureDocument(error: unknown): object {
  if (!(error instanceof UserError)) {
    return { exitCode: ExitCode.internal, error: { message: error instanceof Error ? error.message : String(error) } };
  }
  const { exitCode, message, details, hint } = error;
  return { exitCode, error: { message, details, ...(hint === undefined ? {} : { hint }) } };
}

function printDocument(document: object): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
