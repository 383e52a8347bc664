import { dirname, relative } from "node:path";
import { type Watching, watchQuietly } from "../languages/watch-quietly.js";

/** Follows a settings file, also one that is not there yet. `onChange` hears of each change, and not of the first state. */
export function watchSettings(file: string, onChange: () => void): Promise<Watching> {
  const folder = dirname(file);
  // The folder is followed: an editor may put another file in the place of the former one.
  const ignored = (path: string) => relative(folder, path) !== "" && relative(file, path) !== "";
  return watchQuietly(folder, { depth: 0, ignored }, onChange);
}
