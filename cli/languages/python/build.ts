import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { ChildFailed, runChild } from "../../process/child.js";
import { childError } from "../../process/child-error.js";
import { ExitCode, UserError } from "../../run/errors.js";
import { inStep } from "../../run/progress/step.js";
import type { MakeOptions, Output } from "../language.js";
import { OWN_PYTHON } from "./environment.js";
import { venvPython } from "./venv.js";

/** Says how PyInstaller makes the executable; it is the project's own. */
const SPEC = "plugin.spec";
/** Progress of PyInstaller's, with the ms since its start; an error message is better off without. */
const CHATTER = /^\d+ (TRACE|DEBUG|INFO): /;
/** With a module that is not there it goes on all the same. */
const LACKS = /^\d+ ERROR: /;

/**
 * PyInstaller, from the project's virtual environment.
 * @throws {UserError} exit 5.
 */
export async function make({ outputs: [output], ...options }: MakeOptions): Promise<readonly string[]> {
  if (output === undefined) return [];
  const one = { ...options, made: output.made };
  const python = await venvPython(options.project);
  await inStep(options.progress, "Making the executable", async (step) => {
    await runPyInstaller(python, one, (line) => {
      step.update(line);
      if (LACKS.test(line)) options.onWarning?.(line.replace(LACKS, ""));
    });
    await takeResult(one);
  });
  return ["Python"];
}

type OneOutput = Omit<MakeOptions, "outputs"> & Pick<Output, "made">;

async function runPyInstaller(
  python: string,
  { project, work, made, signal }: OneOutput,
  onLine: (line: string) => void,
): Promise<void> {
  const folders = ["--distpath", join(made, ".."), "--workpath", join(work, "pyinstaller")];
  const args = ["-m", "PyInstaller", "--noconfirm", ...folders, SPEC];
  // Its own cache would be in the user's home, which a container's user may not have.
  const env = { PYINSTALLER_CONFIG_DIR: join(work, "config"), ...OWN_PYTHON };
  try {
    await runChild(python, args, { cwd: project, env, signal, onLine });
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    throw await childError("PyInstaller could not make the executable", error, {
      step: "executable",
      hint: `correct what it names, or ${SPEC}, then build again`,
      isChatter: (line) => CHATTER.test(line),
    });
  }
}

/** The spec names its result; laniakea-plugin.yaml says what it is to be called. */
async function takeResult({ made }: OneOutput): Promise<void> {
  const folder = join(made, "..");
  const [name, ...others] = await readdir(folder);
  if (name === undefined || others.length > 0) {
    const found = name === undefined ? "nothing" : [name, ...others].sort().join(", ");
    throw new UserError(`${SPEC} has to make one file; it made ${found}`, { exitCode: ExitCode.buildFailed });
  }
  await rename(join(folder, name), made);
}
