import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { launcherScript } from "../plugin-tasks.js";

/** In a project, and in no commit of it. */
export const LAUNCHER_FILE = ".tools/laniakea-plugin";

/**
 * Lets a project's `make dev`, `check` and `register` run the generator that made it, as long as that is there: no registry is asked
 * for it then. Windows has no make, and so no use for it.
 */
export async function writeLauncher(project: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  if (platform === "win32") return;
  const file = join(project, LAUNCHER_FILE);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, launcherScript(platform), { mode: 0o755 });
}
