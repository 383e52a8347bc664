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

/**
 * Whether a system call may have failed because a program runs. Windows answers in words that elsewhere are about rights; Linux says
 * ETXTBSY to who would write into one.
 */
export function isInUseCode(code: string | undefined, platform: NodeJS.Platform = process.platform): boolean {
  if (code === "EBUSY" || code === "ETXTBSY") return true;
  return platform === "win32" && (code === "EPERM" || code === "EACCES");
}

/** Whether a program runs and can therefore not be replaced: on Windows alone, where nobody can even open it to write. */
export async function isInUse(program: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform !== "win32") return false;
  try {
    await (await open(program, "r+")).close();
    return false;
  } catch (error) {
    return isInUseCode((error as NodeJS.ErrnoException).code, platform);
  }
}
