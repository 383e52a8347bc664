import { join } from "node:path";
import type { ViewedPlugin } from "../../daemon/config/view.js";
import { EXEC_NAME } from "../../daemon/names.js";
import { identityOf } from "../files/same-file.js";

/** An entry of the config. */
export type Entry = Pick<ViewedPlugin, "fields">;

/** The names of the plugins in the config that run `file`, under whatever name it has there. `folder`: PluginDir. */
export function runnersOf(file: string, entries: readonly Entry[], folder: string): string[] {
  const wanted = identityOf(file);
  return entries.flatMap(({ fields: { name = "", exec } }) => {
    if (exec === undefined || !EXEC_NAME.test(exec)) return [];
    const its = join(folder, exec);
    return its === file || (wanted !== undefined && identityOf(its) === wanted) ? [name] : [];
  });
}
