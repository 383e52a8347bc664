import { homeFolder } from "../../cli/files/home-folder.js";
import { ChildFailed, runChild } from "../../cli/process/child.js";
import type { Obstacle } from "../../cli/run/obstacle.js";
import { reasonOf } from "../../cli/run/system-error.js";
import type { Run } from "../run.js";

const SET_HOME = "this user has no home folder: set HOME to a folder that can be written";

/** Why a program cannot be used, by asking it for its version; nothing when it can. */
export async function toolObstacles(
  tool: string,
  remedy: string,
  { cwd, signal }: Pick<Run, "cwd" | "signal">,
): Promise<readonly Obstacle[]> {
  try {
    await runChild(tool, ["--version"], { cwd, signal });
    return [];
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    const message = error.notFound ? `${tool} is not on the PATH` : `${tool} does not work: ${error.message}`;
    // npm, for one, looks for its settings there before all else.
    const homeless = !error.notFound && homeFolder() === undefined;
    return [{ message, remedy: homeless ? SET_HOME : remedy, details: error.lastLines }];
  }
}

/** A folder that an install or a build will not be able to write. */
export function folderObstacle(what: string, folder: string, code: string, variable: string): Obstacle {
  return {
    message: `${what}: ${folder}: ${reasonOf(code) ?? code}`,
    remedy: `set ${variable} to a folder that can be written`,
  };
}

/** An obstacle to the install, without which there still is a project. */
export function toInstall(obstacle: Obstacle): Obstacle {
  return { ...obstacle, remedy: `${obstacle.remedy}, or leave the install out with --no-install` };
}
