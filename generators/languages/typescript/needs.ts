import type { PackageManager } from "../../../cli/languages/typescript/package-manager.js";
import type { RuntimeName } from "../../../cli/languages/typescript/toolchain/runtime.js";
import type { Obstacle } from "../../../cli/run/obstacle.js";
import type { Run } from "../../run.js";
import type { Needs, Wanted } from "../language.js";
import { toInstall, toolObstacles } from "../needs.js";
import type { TypeScriptAnswers } from "./answers.js";
import { cacheObstacles } from "./cache-obstacles.js";
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
