import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { dirname } from "node:path";
import { exists } from "./exists.js";

/**
 * Whether files can be put into a folder, or into one that would first have to be made.
 * @returns the code with which the system refuses, such as `EACCES`; undefined when it does not.
 */
export async function refusal(folder: string): Promise<string | undefined> {
  return access(await nearestFolder(folder), constants.W_OK | constants.X_OK).then(
    () => undefined,
    ({ code }: NodeJS.ErrnoException) => code,
  );
}

/** The folder itself, or what is above it and there. */
async function nearestFolder(folder: string): Promise<string> {
  const parent = dirname(folder);
  return parent === folder || (await exists(folder)) ? folder : nearestFolder(parent);
}
