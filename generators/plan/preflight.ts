import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import type { Obstacle } from "../../cli/run/obstacle.js";
import type { Switches } from "../answers/switches.js";
import type { Answers, FoundTools, Needs } from "../languages/language.js";
import { languageNamed } from "../languages/registry.js";
import type { Run } from "../run.js";
import type { Target } from "./target.js";

/** Megabytes that a run fills, rounded up: a project, with its dependencies, with the executable and the tools that make it. */
const MEGABYTES = { files: 2, install: 150, build: 550 } as const;

const NOTHING: Needs = { tools: {}, install: [], build: [] };

/**
 * Looks at everything that a run will need, before it writes anything.
 * @returns the tools that were found.
 * @throws {UserError} with all that is missing and what to do about each: exit 4, or 3 when only the folder refuses.
 */
export async function preflight(answers: Answers, switches: Switches, target: Target, run: Run): Promise<FoundTools> {
  const folder = folderObstacles(target, switches);
  const wanted = { install: switches.install, build: switches.build || switches.register };
  const isAnyWanted = wanted.install || wanted.build;
  const needs = isAnyWanted ? await languageNamed(answers.language).needs(answers, wanted, run) : NOTHING;
  const missing = [
    ...needs.install,
    ...(switches.git ? await gitObstacles(run) : []),
    ...(wanted.build ? await temporaryObstacles() : []),
    ...needs.build,
  ];
  const obstacles = [...missing, ...folder];
  const [first] = obstacles;
  if (first === undefined) return needs.tools;
  const onlyFolder = missing.length === 0 && target.unwritable !== undefined;
  const exitCode = onlyFolder ? ExitCode.targetInTheWay : ExitCode.toolMissing;
  if (obstacles.length === 1) {
    throw new UserError(first.message, { exitCode, details: first.details ?? [], hint: first.remedy });
  }
  throw new UserError(`${obstacles.length} things are missing; nothing was written`, {
    exitCode,
    details: obstacles.flatMap(({ message, remedy, details = [] }) => [message, ...details, `→ ${remedy}`]),
  });
}

function folderObstacles(target: Target, switches: Switches): readonly Obstacle[] {
  const { unwritable, nearest } = target;
  if (unwritable !== undefined) {
    return [{ message: unwritable, remedy: "choose another folder, or make that one writable" }];
  }
  const { bavail, blocks, bsize } = statfsSync(nearest);
  // Some file systems do not say how large they are.
  if (blocks === 0) return [];
  const needs = switches.build || switches.register ? "build" : switches.install ? "install" : "files";
  return spaceObstacles((bavail * bsize) / 1e6, MEGABYTES[needs], nearest);
}

export function spaceObstacles(free: number, needed: number, folder: string): readonly Obstacle[] {
  if (free >= needed) return [];
  const message = `${folder} has ${Math.floor(free)} MB left; about ${needed} MB are needed`;
  return [{ message, remedy: "make room there, or choose a folder on another disk" }];
}

async function gitObstacles(run: Run): Promise<readonly Obstacle[]> {
  const { toolObstacles } = await import("../languages/needs.js");
  return toolObstacles("git", "install git (https://git-scm.com), or leave the repository out with --no-git", run);
}

/** Where the executable has its socket when a build starts it, in every language. */
async function temporaryObstacles(): Promise<readonly Obstacle[]> {
  const temporary = tmpdir();
  const { refusal } = await import("../../cli/files/writable.js");
  const code = await refusal(temporary);
  if (code === undefined) return [];
  const message = `the folder for temporary files is not writable: ${temporary} (${code})`;
  return [{ message, remedy: "set TMPDIR to a folder that can be written" }];
}
