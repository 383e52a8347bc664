import { basename, join } from "node:path";
import { type ChokidarOptions, watch as watchFiles } from "chokidar";
import type { OnChange, Watcher } from "../language.js";
import { startedPackage, venvPython } from "./project.js";

/** ms for which nothing more must come: an editor that saves all, or a branch that is switched, is one change. */
const QUIET_MS = 100;

const OPTIONS: ChokidarOptions = {
  ignoreInitial: true,
  ignored: (path, stats) => basename(path) === "__pycache__" || (stats?.isFile() === true && !path.endsWith(".py")),
};

/** A project needs no build to run: its package is started from its sources. What is wrong with them, Python says. */
export async function watch(project: string, onChange: OnChange): Promise<Watcher> {
  const file = await venvPython(project);
  const command = { file, args: ["-m", await startedPackage(project)] };
  const watcher = watchFiles(join(project, "src"), OPTIONS);
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (event) => {
    if (event === "addDir" || event === "unlinkDir") return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange([], command), QUIET_MS);
  });
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  onChange([], command);
  return {
    stop() {
      clearTimeout(timer);
      return watcher.close();
    },
  };
}
