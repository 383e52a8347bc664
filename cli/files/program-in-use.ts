import { open } from "node:fs/promises";

/** A program that the system keeps as it is while it runs. */
export class ProgramInUse extends Error {
  override readonly name = "ProgramInUse";

  constructor(
    readonly path: string,
    cause: NodeJS.ErrnoException,
  ) {
    super(`${path} cannot be replaced: it may be running (${cause.code})`, { cause });
  }
}

/** What Windows answers, in Node's words, to who would change a program that runs; Linux says ETXTBSY to who would write into it. */
export function isInUseCode(code: string | undefined): boolean {
  return code === "EPERM" || code === "EACCES" || code === "EBUSY" || code === "ETXTBSY";
}

/** Whether a program runs and can therefore not be replaced: on Windows alone, where nobody can even open it to write. */
export async function isInUse(program: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== "win32") return false;
  try {
    await (await open(program, "r+")).close();
    return false;
  } catch (error) {
    return isInUseCode((error as NodeJS.ErrnoException).code);
  }
}
