import { join } from "node:path";
import { isRegularFile } from "../../files/exists.js";
import { ExitCode, UserError } from "../../run/errors.js";
import { MAKE_VENV } from "./layout.js";

/**
 * The Python of a project's virtual environment.
 * @throws {UserError} exit code 5 when there is none.
 */
export async function venvPython(project: string, platform: NodeJS.Platform = process.platform): Promise<string> {
  const isWindows = platform === "win32";
  const python = join(project, ".venv", ...(isWindows ? ["Scripts", "python.exe"] : ["bin", "python"]));
  if (await isRegularFile(python)) return python;
  throw new UserError(`${python} is missing: the project's packages are not installed`, {
    exitCode: ExitCode.buildFailed,
    hint: isWindows ? `install them: py -3 ${MAKE_VENV.replace("/", "\\")}` : "install them: make venv",
  });
}
