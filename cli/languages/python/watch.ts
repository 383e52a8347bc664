import { basename, join } from "node:path";
import type { ChokidarOptions } from "chokidar";
import type { OnChange, Watcher } from "../language.js";
import { watchQuietly } from "../watch-quietly.js";
import { startedPackage } from "./started-package.js";
import { venvPython } from "./venv.js";

const OPTIONS: ChokidarOptions = {
  ignored: (path, stats) => basename(path) === "__pycache__" || (stats?.isFile() === true && !path.endsWith(".py")),
};

/** A project needs no build to run: its package is started from its sources. What is wrong with them, Python says. */
export async function watch(project: string, onChange: OnChange): Promise<Watcher> {
  const file = await venvPython(project);
  const command = { file, args: ["-m", await startedPackage(project)] };
  const watching = await watchQuietly(join(project, "src"), OPTIONS, () => onChange([], command));
  onChange([], command);
  return watching;
}
