import { GO_ENV } from "../../../cli/languages/go/go-command.js";
import { ChildFailed, runChild } from "../../../cli/process/child.js";
import type { Obstacle } from "../../../cli/run/obstacle.js";
import type { Run } from "../../run.js";
import type { Answers, Needs, Wanted } from "../language.js";
import { toInstall } from "../needs.js";

/** The oldest Go that takes the modules that a project needs, as its go.mod says. */
const MINIMUM = [1, 24] as const;
const MINIMUM_TEXT = MINIMUM.join(".");
const REMEDY = `install Go ${MINIMUM_TEXT} or newer: https://go.dev/dl`;

/** A Go that is new enough, for the install and for the build. */
export async function needs(_: Answers, { install, build }: Wanted, run: Run): Promise<Needs> {
  if (!install && !build) return { tools: {}, install: [], build: [] };
  const obstacle = await goObstacle(run);
  const found = obstacle === undefined ? [] : [obstacle];
  return { tools: {}, install: install ? found.map(toInstall) : [], build: build ? found : [] };
}

async function goObstacle({ cwd, signal }: Pick<Run, "cwd" | "signal">): Promise<Obstacle | undefined> {
  try {
    // A folder above may ask for a newer Go, which would be fetched: the project is not there yet.
    const env = { ...GO_ENV, GOTOOLCHAIN: "local" };
    const { stdout } = await runChild("go", ["env", "GOVERSION"], { cwd, signal, env });
    const [, major = "0", minor = "0"] = /^go(\d+)\.(\d+)/.exec(stdout.trim()) ?? [];
    const isFine = Number(major) > MINIMUM[0] || (Number(major) === MINIMUM[0] && Number(minor) >= MINIMUM[1]);
    // A Go that was built from its sources says "devel".
    if (isFine || stdout.startsWith("devel")) return undefined;
    return {
      message: `Go ${MINIMUM_TEXT} or newer is needed; go is ${stdout.trim().replace(/^go/, "")}`,
      remedy: REMEDY,
    };
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    const message = error.notFound
      ? `Go ${MINIMUM_TEXT} or newer is needed; go is not on the PATH`
      : `go does not work: ${error.message}`;
    return { message, remedy: REMEDY, details: error.lastLines };
  }
}
