import { resolve } from "node:path";
import { CACHE_VARIABLE, cacheFolder } from "../../../cli/files/cache-folder.js";
import { exists } from "../../../cli/files/exists.js";
import { distrust } from "../../../cli/files/trusted-folder.js";
import { refusal } from "../../../cli/files/writable.js";
import { UserError } from "../../../cli/run/errors.js";
import type { Obstacle } from "../../../cli/run/obstacle.js";
import type { Run } from "../../run.js";
import type { Answers, Needs, Wanted } from "../language.js";
import { folderObstacle, toInstall } from "../needs.js";
import { findPython } from "./interpreter.js";

/** A Python for the install: to build and to run, the project has its own afterwards, which takes its libraries from this one. */
export async function needs({ dir }: Answers, { install, build }: Wanted, run: Run): Promise<Needs> {
  if (!install) return { tools: {}, install: [], build: [] };
  const found = await findPython(run);
  const packages = [...pathObstacles(resolve(run.cwd, dir)), ...(await packagesObstacles())].map(toInstall);
  if ("message" in found) return { tools: {}, install: [toInstall(found), ...packages], build: [] };
  return { tools: { python: found.command }, install: packages, build: build ? found.build : [] };
}

/** setuptools, which puts the project into its .venv, fills in what it takes for a variable of its own in any path. */
function pathObstacles(project: string): readonly Obstacle[] {
  const [variable] = /\$[A-Za-z_]\w*|[{}]/.exec(project) ?? [];
  if (variable === undefined) return [];
  const message = `setuptools cannot install a Python project in ${project}: it takes ${variable} for a variable`;
  return [{ message, remedy: "choose another folder" }];
}

/** A folder that is there may have all packages: then it need not be written. */
async function packagesObstacles(): Promise<readonly Obstacle[]> {
  let folder: string;
  try {
    folder = cacheFolder();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ message: error.message, remedy: error.hint ?? "" }];
  }
  const obstacle = await distrust("the packages", folder);
  if (obstacle !== undefined) return [obstacle];
  const code = (await exists(folder)) ? undefined : await refusal(folder);
  if (code === undefined) return [];
  return [folderObstacle("the folder for the packages cannot be written", folder, code, CACHE_VARIABLE)];
}
