import { dirname, relative } from "node:path";
import { watch } from "chokidar";
import type { Watcher } from "../languages/language.js";

/** ms for which nothing more must come: an editor that writes a file in two steps makes one change. */
const QUIET_MS = 100;

/** Follows a settings file, also one that is not there yet. `onChange` hears of each change, and not of the first state. */
export async function watchSettings(file: string, onChange: () => void): Promise<Watcher> {
  const folder = dirname(file);
  // The folder is followed: an editor may put another file in the place of the former one.
  const ignored = (path: string) => relative(folder, path) !== "" && relative(file, path) !== "";
  const watcher = watch(folder, { ignoreInitial: true, depth: 0, ignored });
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (event) => {
    if (event === "addDir" || event === "unlinkDir") return;
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  });
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return {
    async stop() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
