import { join } from "node:path";
import { readRegularFile } from "../../files/regular-file.js";
import { SOURCES } from "./layout.js";

/** `datasource({ name: "…"` in the plugin's module, as a new project has it. */
export async function nameInSource(project: string): Promise<string | undefined> {
  try {
    const text = (await readRegularFile(join(project, SOURCES, "plugin.ts"))).bytes.toString("utf8");
    return /\b(?:datasource|controller)\(\{\s*name:\s*(["'`])([\w-]+)\1/.exec(text)?.[2];
  } catch {
    return undefined; // Another layout than ours.
  }
}
