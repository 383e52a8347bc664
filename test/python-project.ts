import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { taskNamed } from "../generators/app/languages/python-tasks.js";
import type { PythonAnswers } from "../generators/app/questions.js";
import { renderProject } from "../generators/app/render.js";
import { made, pythonEnv } from "./python-env.js";

const ANSWERS: PythonAnswers = {
  dir: "",
  language: "python",
  name: "my-sensor",
  type: "datasource",
  laniakeaVersion: ">= 1.0.0, < 2.0.0",
  description: "Made by a test",
  timeout: 30,
  maxTimeouts: 3,
};

/** A project as the generator makes it, in memory. */
export function renderPython(given: Partial<PythonAnswers>): ReadonlyMap<string, Buffer> {
  return renderProject({ ...ANSWERS, ...given }, []);
}

export function write(files: ReadonlyMap<string, Buffer>, folder: string): void {
  for (const [path, contents] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}

/** A made project and its executable. */
export interface BuiltProject {
  readonly folder: string;
  readonly executable: string;
  /** What the build printed. */
  readonly output: string;
}

/** Builds a project with the words of its own README, unless the same files were built before. */
export async function builtProject(given: Partial<PythonAnswers>): Promise<BuiltProject> {
  const { name } = { ...ANSWERS, ...given };
  const files = renderPython(given);
  const python = await pythonEnv();
  const folder = await made("build", [...files].flat(), async (unfinished) => {
    write(files, unfinished);
    const output = await inProject("build", unfinished, python);
    writeFileSync(join(unfinished, "build-output.txt"), output);
  });
  return { folder, executable: join(folder, "dist", name), output: join(folder, "build-output.txt") };
}

/** Runs a task of the project's Makefile and README with another environment than its own, and returns what it prints. */
export async function inProject(task: string, cwd: string, python: string): Promise<string> {
  const venv = dirname(python);
  const programs = { python, venv, plugin: "", place: "", separator: "/" } as const;
  const outputs: string[] = [];
  for (const line of taskNamed(task).lines(programs)) {
    // A build that hides its warnings has them all the same.
    const loud = line.replace("--log-level ERROR", "--log-level WARN");
    // The environment was moved when it was done, and its scripts name its former place.
    const [program = "", ...args] = loud.replace(`${venv}/pyinstaller`, `${python} -m PyInstaller`).split(" ");
    // What PyInstaller keeps of former runs stays in the project; what mypy knows of the packages serves all of them.
    const env = {
      PYINSTALLER_CONFIG_DIR: join(cwd, ".pyinstaller"),
      PYTHONWARNINGS: "default",
      MYPY_CACHE_DIR: join(dirname(dirname(dirname(python))), "mypy"),
    };
    const { all } = await execa(program, args, { cwd, env, all: true });
    outputs.push(all);
  }
  return outputs.join("\n");
}
