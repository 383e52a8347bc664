import { type ChokidarOptions, watch } from "chokidar";

/** ms for which nothing more must come: an editor that saves all or in two steps, or a branch that is switched, is one change. */
export const QUIET_MS = 100;

/** Files that are followed until it is stopped. */
export interface Watching {
  stop(): Promise<void>;
}

/**
 * Follows files. Changes that come in one go are one change, and what is there at the start is none.
 * @param path a file, or a folder with all that is in it.
 * @returns when it follows: each change from then on is heard of.
 */
export async function watchQuietly(path: string, options: ChokidarOptions, onChange: () => void): Promise<Watching> {
  const watcher = watch(path, { ...options, ignoreInitial: true });
  let timer: NodeJS.Timeout | undefined;
  watcher.on("all", (event) => {
    // What is in a folder has events of its own.
    if (event === "addDir" || event === "unlinkDir") return;
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  });
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return {
    stop() {
      clearTimeout(timer);
      return watcher.close();
    },
  };
}
