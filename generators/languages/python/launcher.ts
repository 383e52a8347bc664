import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../../../cli/files/cache-folder.js";
import { GENERATOR } from "../../version.js";
import { launcherScript } from "../plugin-tasks.js";

/**
 * Lets a project's `make dev`, `check` and `register` run the generator that made its .venv, as long as that is there: no
 * registry is asked for it then. Windows has no make, and so no use for it.
 */
export async function writeLauncher(project: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  if (platform === "win32") return;
  const text = launcherScript(platform);
  await writeFile(join(project, ".venv", "bin", "laniakea-plugin"), text, { mode: 0o755 });
  // For whoever removes .venv and makes it again, which make_venv.py does alone. Without it that project asks the registry.
  await writeFile(join(cacheFolder(), `launcher-${GENERATOR.version}`), text).catch(() => {});
}
