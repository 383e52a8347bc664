import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ChildFailed, runChild } from "../../cli/process/child.js";
import { inStep } from "../../cli/run/progress/step.js";
import type { ProjectWords, Task } from "../languages/words.js";
import type { Run } from "../run.js";

/** What a project proves itself with, in this order. */
const PROOFS: readonly Task[] = ["lint", "typecheck", "test", "build", "check"];

export interface Proof {
  readonly task: Task;
  readonly command: string;
  readonly status: "passed" | "failed" | "skipped";
  /** The last lines of one that failed. */
  readonly output: readonly string[];
}

/** Runs the project's own lint, types, tests, build and check, as far as it has them. One that fails does not keep the others back. */
export async function prove(project: string, words: ProjectWords, run: Run): Promise<readonly Proof[]> {
  const proofs: Proof[] = [];
  const has = await tasksOf(project);
  for (const task of PROOFS.filter((name) => has(name))) {
    const command = words.task(task);
    // The check is of what the build makes.
    const isBuilt = task !== "check" || proofs.every((proof) => proof.task !== "build" || proof.status === "passed");
    if (!isBuilt) proofs.push({ task, command, status: "skipped", output: [] });
    else proofs.push({ task, command, ...(await tried(project, command, run)) });
  }
  return proofs;
}

async function tried(project: string, command: string, run: Run): Promise<Pick<Proof, "status" | "output">> {
  const [shell, ...args] = process.platform === "win32" ? ["cmd", "/d", "/s", "/c"] : ["sh", "-c"];
  const { signal, progress } = run;
  try {
    await inStep(progress, command, (step) =>
      runChild(shell ?? "", [...args, command], { cwd: project, signal, onLine: (line) => step.update(line) }),
    );
    return { status: "passed", output: [] };
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    return { status: "failed", output: error.lastLines };
  }
}

/** Which tasks a project has: its author may have removed some. */
async function tasksOf(project: string): Promise<(task: Task) => boolean> {
  const text = (name: string) => readFile(join(project, name), "utf8").catch(() => "");
  const manifest = await text("package.json");
  if (manifest !== "") {
    const { scripts = {} } = JSON.parse(manifest) as { scripts?: Readonly<Record<string, string>> };
    return (task) => Object.hasOwn(scripts, task);
  }
  const makefile = await text("Makefile");
  return (task) => new RegExp(`^${task}:`, "m").test(makefile);
}
