import { join } from "node:path";
import { readRegularFile } from "../../files/regular-file.js";

/** `Name: "…"` or `pluginName = "…"` in plugin.go, as a new project has it. */
export async function nameInSource(project: string): Promise<string | undefined> {
  try {
    const text = (await readRegularFile(join(project, "plugin.go"))).bytes.toString("utf8");
    return /^\s*(?:const\s+)?pluginName\s*(?:string\s*)?=\s*"([\w-]+)"/m.exec(text)?.[1];
  } catch {
    return undefined; // Another layout than ours.
  }
}
