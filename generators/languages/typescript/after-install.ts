import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exists } from "../../../cli/files/exists.js";
import type { Obstacle } from "../../../cli/run/obstacle.js";
import { alternatives } from "../../../daemon/text.js";
import type { TypeScriptAnswers } from "./answers.js";

/** A package manager may end well without having installed: it has a setting that we do not know, or is another program. */
export async function afterInstall(project: string, answers: TypeScriptAnswers): Promise<Obstacle | undefined> {
  const { packageManager: manager } = answers;
  const remedy = `look at "${manager} config list" for unusual settings`;
  if (!(await isInstalled(project, "laniakea-plugin-sdk"))) {
    return { message: `${manager} ended well, but installed nothing`, remedy };
  }
  const missing: string[] = [];
  for (const program of await programsOf(project)) {
    if (!(await isInstalled(project, join(".bin", program)))) missing.push(program);
  }
  if (missing.length === 0) return undefined;
  const message = `${manager} ended well, but the project's scripts have no ${alternatives(missing)}`;
  return { message, remedy: manager === "npm" ? "set npm's bin-links to true" : remedy };
}

/** The programs that the project's scripts start. */
async function programsOf(project: string): Promise<ReadonlySet<string>> {
  const { scripts } = JSON.parse(await readFile(join(project, "package.json"), "utf8")) as {
    scripts: Readonly<Record<string, string>>;
  };
  return new Set(Object.values(scripts).map((script) => script.split(" ", 1)[0] ?? ""));
}

/** Also where a workspace above keeps the packages of all its projects, or Yarn has them in no folder at all. */
async function isInstalled(folder: string, name: string): Promise<boolean> {
  const places = [join("node_modules", name), join("node_modules", `${name}.cmd`), ".pnp.cjs"];
  for (const place of places) if (await exists(join(folder, place))) return true;
  return dirname(folder) !== folder && isInstalled(dirname(folder), name);
}
