import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExecaError } from "execa";
import { made } from "../../test/python/cache.js";
import { inProject, pythonEnv, renderPython, write } from "../../test/python/project.js";

const NAME = "py-project";
const SOURCE = join(import.meta.dirname, "python-project", "plugin.py");

/** A made Python project with the bench's plugin in it, as its own build makes it; undefined where it cannot be made. */
export async function ourPythonExecutable(): Promise<string | undefined> {
  const files = new Map(renderPython({ name: NAME }));
  files.set("src/laniakea_py_project/plugin.py", await readFile(SOURCE));
  try {
    const python = await pythonEnv();
    const folder = await made("bench", [...files].flat(), async (unfinished) => {
      console.log("Making our Python plugin: half a minute, the first time.");
      write(files, unfinished);
      await inProject("build", unfinished, python);
    });
    return join(folder, "dist", NAME);
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    console.log(`skipped: our Python plugin could not be made: ${error.shortMessage}\n${error.stderr ?? ""}`);
    return undefined;
  }
}
