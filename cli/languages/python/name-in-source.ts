import { join } from "node:path";
import { readRegularFile } from "../../files/regular-file.js";
import { SOURCES } from "./layout.js";
import { startedPackage } from "./started-package.js";

/** `pluginName = "…"` in the plugin's module, as a new project has it. */
export async function nameInSource(project: string): Promise<string | undefined> {
  try {
    const module = join(project, SOURCES, await startedPackage(project), "plugin.py");
    const text = (await readRegularFile(module)).bytes.toString("utf8");
    return /^pluginName\s*(?::[^=\n]*)?=\s*(["'])([\w-]+)\1/m.exec(text)?.[2];
  } catch {
    return undefined; // Another layout than ours.
  }
}
