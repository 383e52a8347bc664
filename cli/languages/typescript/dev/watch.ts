import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { OnChange, Watcher } from "../../language.js";
import { watchBundle } from "./watch-bundle.js";
import { workFolder } from "./work-folder.js";

/** Bundles a project at each save. */
export async function watch(project: string, onChange: OnChange): Promise<Watcher> {
  const folder = await workFolder(project);
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const watcher = await watchBundle(project, join(folder, "bundle.cjs"), (errors, bundle) =>
      onChange(errors, errors.length > 0 ? undefined : { file: process.execPath, args: [bundle] }),
    );
    return { stop: () => watcher.stop().finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
