import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { LaunchError } from "./launch-error.js";
import { checkFormat, looksLikeProgram, notAProgram } from "./program-format.js";

/**
 * Everything that can be known of an executable without running it.
 * @throws {LaunchError} with what keeps the daemon from starting it.
 */
export async function checkExecutableFile(path: string): Promise<void> {
  const file = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR")
      throw new LaunchError("missing", `there is no file ${path}`, { cause });
    throw new LaunchError("missing", `${path} cannot be looked at (${cause.code})`, { cause });
  });
  if (!file.isFile()) throw new LaunchError("not-executable", `${path} is not a file`);
  await access(path, constants.X_OK).catch(async (cause: unknown) => {
    // Its mode is not what a text lacks. Of one that cannot be read nobody knows.
    if (!(await looksLikeProgram(path).catch(() => true))) throw notAProgram();
    throw new LaunchError("not-executable", `it is not executable: chmod +x ${path}`, { cause });
  });
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw new LaunchError("not-executable", `it cannot be read: chmod +r ${path}`, { cause });
  });
  await checkFormat(path);
}
