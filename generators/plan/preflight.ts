import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { ChildFailed } from "../../cli/process/child.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { nodeProblem } from "../../cli/run/supported-node.js";
import { WORDS } from "../languages/typescript/package-managers.js";
import type { Problem } from "./problem.js";
import type { Answers } from "../answers/questions.js";
import type { Run } from "../run.js";
import type { Switches } from "../answers/switches.js";
import type { Target } from "./target.js";

/** What was found on the way and is used afterwards. */
export interface Found {
  /** The command line of the Python that makes the virtual environment. */
  readonly python?: readonly string[];
}

/** Megabytes that a run fills, rounded up: a project, with its dependencies, with the executable and the tools that make it. */
const MEGABYTES = { files: 2, install: 150, build: 550 } as const;

/**
 * Looks at everything that a run will need, before it writes anything.
 * @throws {UserError} with all that is missing and what to do about each: exit 4, or 3 when only the folder refuses.
 */
export async function preflight(answers: Answers, switches: Switches, target: Target, run: Run): Promise<Found> {
  const folder = await folderProblems(target, switches);
  // The entry has looked already, but under a stock Yeoman this is not started by it.
  const node = nodeProblem(process.versions.node);
  const found = await lookForPython(answers, switches, run);
  const tools: readonly Problem[] = [
    ...(node ? [node] : []),
    ...("problems" in found ? found.problems : []),
    ...(await toolProblems(answers, switches, run)),
    ...(await cacheProblems(answers, switches, run)),
    ...(await buildProblems(answers, switches)),
  ];
  const problems = [...tools, ...folder];
  const [first] = problems;
  if (first === undefined) return "python" in found ? { python: found.python } : {};
  const exitCode = tools.length > 0 || target.unwritable === undefined ? ExitCode.toolMissing : ExitCode.targetInTheWay;
  if (problems.length === 1) {
    throw new UserError(first.message, { exitCode, details: first.details ?? [], hint: first.remedy });
  }
  throw new UserError(`${problems.length} things are missing; nothing was written`, {
    exitCode,
    details: problems.flatMap(({ message, remedy, details = [] }) => [message, ...details, `→ ${remedy}`]),
  });
}

async function folderProblems(target: Target, switches: Switches): Promise<readonly Problem[]> {
  const { unwritable, nearest } = target;
  if (unwritable !== undefined) {
    return [{ message: unwritable, remedy: "choose another folder, or make that one writable" }];
  }
  const { bavail, bsize } = await statfs(nearest);
  const needs = switches.build || switches.register ? "build" : switches.install ? "install" : "files";
  return spaceProblems((bavail * bsize) / 1e6, MEGABYTES[needs], nearest);
}

export function spaceProblems(free: number, needed: number, folder: string): readonly Problem[] {
  if (free >= needed) return [];
  const message = `${folder} has ${Math.floor(free)} MB left; about ${needed} MB are needed`;
  return [{ message, remedy: "make room there, or choose a folder on another disk" }];
}

/** A Python project needs one to install: to build and to run, it has its own afterwards. */
async function lookForPython(
  { language }: Answers,
  { install }: Switches,
  run: Run,
): Promise<Found | { readonly problems: readonly Problem[] }> {
  if (language !== "python" || !install) return {};
  const { findPython } = await import("../languages/python/interpreter.js");
  const found = await findPython(run);
  if ("python" in found) return found;
  return { problems: found.problems.map((problem) => ({ ...problem, remedy: withoutInstall(problem.remedy) })) };
}

function packageManagersFor(answers: Answers, switches: Switches): readonly (readonly [string, string])[] {
  if (answers.language !== "typescript") return [];
  const { packageManager } = answers;
  // Without npm there are no tools for a build: it fetches them once per machine, whatever installs the project.
  const builds = switches.build || switches.register === true;
  return [
    ...(switches.install ? [[packageManager, withoutInstall(WORDS[packageManager].remedy)] as const] : []),
    ...(builds && packageManager !== "npm" ? [["npm", withoutInstall(WORDS.npm.remedy)] as const] : []),
  ];
}

async function toolProblems(answers: Answers, switches: Switches, run: Run): Promise<readonly Problem[]> {
  const needed = new Map<string, string>([
    ...packageManagersFor(answers, switches),
    ...(switches.git
      ? [["git", "install git (https://git-scm.com), or leave the repository out with --no-git"] as const]
      : []),
  ]);
  if (needed.size === 0) return [];
  // What starts other programs is loaded when there is one to start.
  const { ChildFailed, runChild } = await import("../../cli/process/child.js");
  const looks = [...needed].map(async ([tool, remedy]): Promise<readonly Problem[]> => {
    try {
      await runChild(tool, ["--version"], { cwd: run.cwd, signal: run.signal });
      return [];
    } catch (error) {
      if (!(error instanceof ChildFailed)) throw error;
      return [{ message: whyNot(tool, error), remedy, details: error.lastLines }];
    }
  });
  return (await Promise.all(looks)).flat();
}

async function cacheProblems(answers: Answers, { install }: Switches, run: Run): Promise<readonly Problem[]> {
  if (!install) return [];
  const { cacheProblem, wheelsProblem } = await import("./cache-problems.js");
  const isPython = answers.language === "python";
  const problem = await (isPython ? wheelsProblem() : cacheProblem(answers.packageManager, run));
  return problem === undefined ? [] : [{ ...problem, remedy: withoutInstall(problem.remedy) }];
}

/** What would stop a build in its middle: where it keeps its tools, and where the executable that it starts has its socket. */
async function buildProblems({ language }: Answers, { build, register }: Switches): Promise<readonly Problem[]> {
  if (!build && register !== true) return [];
  const temporary = tmpdir();
  const refused = await access(temporary, constants.W_OK | constants.X_OK).catch((error: unknown) => error);
  const problems: Problem[] = [];
  if (refused !== undefined) {
    const { code } = refused as NodeJS.ErrnoException;
    const message = `the folder for temporary files is not writable: ${temporary} (${code})`;
    problems.push({ message, remedy: "set TMPDIR to a folder that can be written" });
  }
  if (language !== "typescript") return problems;
  const { toolchainProblem } = await import("../../cli/languages/typescript/toolchain/toolchain.js");
  const tools = await toolchainProblem();
  if (tools !== undefined) problems.push({ message: tools.message, remedy: tools.hint ?? "" });
  return problems;
}

function withoutInstall(remedy: string): string {
  return `${remedy}, or leave the install out with --no-install`;
}

function whyNot(tool: string, { notFound, message }: ChildFailed): string {
  return notFound ? `${tool} is not on the PATH` : `${tool} does not work: ${message}`;
}
