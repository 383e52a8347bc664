import { ChildFailed, runChild } from "../../../cli/process/child.js";
import type { Obstacle } from "../../../cli/run/obstacle.js";
import type { Run } from "../../run.js";
import { buildObstacle, PYINSTALLER_PROBE } from "./pyinstaller.js";

/** The oldest Python that the locked packages have wheels for, as `requires-python` in pyproject.toml says. */
const MINIMUM = [3, 10] as const;

/** How Python is called where it may be installed: the first that will do is taken. */
export function pythonCommands(platform: NodeJS.Platform): readonly (readonly string[])[] {
  if (platform === "win32") return [["py", "-3"], ["python"]];
  return [["python3"], ["python"], ["python3.13"], ["python3.12"], ["python3.11"], ["python3.10"]];
}

/** Isolated: what the user's environment or this folder make Python import is none of our business. */
const PROBE = `${PYINSTALLER_PROBE}
import importlib.util, json, sys
found = {"version": list(sys.version_info[:3]), "lacks": []}
try:
    import venv
except ImportError:
    found["lacks"].append("venv")
try:
    import ensurepip
    ensurepip.version()
except Exception:
    found["lacks"].append("ensurepip")
found["lacksForBuild"] = lacks_for_build() if found["version"] >= [3, 6] else []
print(json.dumps(found))
`;

interface ProbedPython {
  readonly command: readonly string[];
  readonly version: readonly number[];
  /** Modules of the standard library that a distribution has left out. */
  readonly lacks: readonly string[];
  /** What the build of an executable will miss. */
  readonly lacksForBuild?: readonly string[];
}

export interface FoundPython {
  /** Its command line. */
  readonly command: readonly string[];
  /** What stands in the way of an executable that is made with it. */
  readonly build: readonly Obstacle[];
}

/**
 * Looks for a Python that can make the project's virtual environment. The one place that decides which.
 * @returns how it is called, or what is the matter with those that are there.
 */
export async function findPython(
  run: Pick<Run, "cwd" | "signal">,
  platform: NodeJS.Platform = process.platform,
): Promise<FoundPython | Obstacle> {
  const commands = pythonCommands(platform);
  const seen: ProbedPython[] = [];
  const broken: ChildFailed[] = [];
  for (const command of commands) {
    try {
      const found = await probe(command, run);
      if (isFine(found)) return { command, build: buildObstacles(found) };
      seen.push(found);
    } catch (error) {
      if (!(error instanceof ChildFailed)) throw error;
      if (!error.notFound) broken.push(error);
    }
  }
  return obstacleOf(seen, broken, platform);
}

async function probe(command: readonly string[], { cwd, signal }: Pick<Run, "cwd" | "signal">): Promise<ProbedPython> {
  const [file = "", ...args] = command;
  const { stdout } = await runChild(file, [...args, "-I", "-c", PROBE], { cwd, signal });
  try {
    return { command, ...(JSON.parse(stdout) as Omit<ProbedPython, "command">) };
  } catch {
    // The Windows Store's stand-in prints an advertisement, and ends well.
    throw new ChildFailed(file, 0, false, stdout.split("\n"), "it is not Python");
  }
}

function buildObstacles({ command, version, lacksForBuild = [] }: ProbedPython): readonly Obstacle[] {
  return lacksForBuild.map((missing) => buildObstacle(missing, command.join(" "), version));
}

function isFine({ version, lacks }: ProbedPython): boolean {
  return isNewEnough(version) && lacks.length === 0;
}

function isNewEnough([major = 0, minor = 0]: readonly number[]): boolean {
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}

function obstacleOf(
  seen: readonly ProbedPython[],
  broken: readonly ChildFailed[],
  platform: NodeJS.Platform,
): Obstacle {
  const unfinished = seen.find(({ version }) => isNewEnough(version));
  if (unfinished) return incomplete(unfinished, platform);
  const wanted = `Python ${MINIMUM.join(".")} or newer is needed`;
  if (seen.length > 0) {
    const found = seen.map(({ command, version }) => `${command.join(" ")} is ${version.join(".")}`);
    return { message: `${wanted}; ${found.join(", ")}`, remedy: whereToGetIt(platform) };
  }
  const [first] = broken;
  if (first)
    return { message: `${wanted}; ${first.message}`, remedy: whereToGetIt(platform), details: first.lastLines };
  const tried = pythonCommands(platform).map((command) => command.join(" "));
  return { message: `${wanted}; none of ${tried.join(", ")} is on the PATH`, remedy: whereToGetIt(platform) };
}

function incomplete({ command, version, lacks }: ProbedPython, platform: NodeJS.Platform): Obstacle {
  const [major, minor] = version;
  const called = command.join(" ");
  return {
    message: `${called} (Python ${version.join(".")}) lacks the module ${lacks.join(" and ")}, which makes .venv and its pip`,
    remedy:
      platform === "linux"
        ? `on Debian and Ubuntu: apt install python${major}.${minor}-venv; elsewhere install the whole of Python`
        : whereToGetIt(platform),
  };
}

function whereToGetIt(platform: NodeJS.Platform): string {
  if (platform === "linux")
    return "install it with the system's package manager (Debian, Ubuntu: apt install python3-venv)";
  return "https://python.org/downloads has it";
}
