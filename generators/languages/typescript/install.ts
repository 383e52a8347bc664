import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exists } from "../../../cli/files/exists.js";
import type { PackageManager } from "../../../cli/languages/typescript/package-manager.js";
import type { RuntimeName } from "../../../cli/languages/typescript/toolchain/runtime.js";
import type { Obstacle } from "../../../cli/run/obstacle.js";
import { alternatives } from "../../../daemon/text.js";
import type { Run } from "../../run.js";
import type { InstallCommand, Needs, Wanted } from "../language.js";
import { toInstall, toolObstacles } from "../needs.js";
import { carriesLock, type TypeScriptAnswers } from "./answers.js";
import { cacheObstacles, cacheRemedy } from "./cache.js";
import { INSTALLS } from "./installs.js";

/** npm and the like, their cache folder, and the tools of a build. */
export async function needs({ packageManager, runtime }: TypeScriptAnswers, wanted: Wanted, run: Run): Promise<Needs> {
  // Without npm there are no tools for a build: it fetches them once per machine, whatever installs the project.
  const managers = new Set<PackageManager>([
    ...(wanted.install ? [packageManager] : []),
    ...(wanted.build ? (["npm"] as const) : []),
  ]);
  const looks = [...managers].map((manager) => toolObstacles(manager, INSTALLS[manager].remedy, run));
  const installs = [
    ...(await Promise.all(looks)).flat(),
    ...(wanted.install ? await cacheObstacles(packageManager, run) : []),
  ];
  return { tools: {}, install: installs.map(toInstall), build: wanted.build ? await buildObstacles(runtime) : [] };
}

async function buildObstacles(runtime: RuntimeName): Promise<readonly Obstacle[]> {
  const { buildProblems } = await import("../../../cli/languages/typescript/preflight.js");
  return (await buildProblems(runtime)).map(({ message, hint = "" }) => ({ message, remedy: hint }));
}

export function installCommand(answers: TypeScriptAnswers): InstallCommand {
  const { packageManager } = answers;
  const { install: args, env = {} } = INSTALLS[packageManager];
  return {
    file: packageManager,
    // The lock names every byte: what npm's cache has is right, however old it is. Some npm would write it anew, without what
    // it does not know.
    args: carriesLock(answers) ? [...args, "--prefer-offline", "--no-save"] : args,
    // A project is worked on: in an image that is set up for production, too, its tests and its build need their tools.
    env: { ...env, NODE_ENV: "development" },
    called: `${packageManager} install`,
    whenRefused: cacheRemedy(packageManager),
  };
}

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
