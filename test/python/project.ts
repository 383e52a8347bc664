import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { MAKE_VENV } from "../../cli/languages/python/layout.js";
import type { Answers } from "../../generators/languages/language.js";
import { taskNamed } from "../../generators/languages/python/tasks.js";
import { renderProject } from "../../generators/plan/render.js";
import { hashOf, made, once } from "./cache.js";
import { PYTHON } from "./interpreter.js";

const ANSWERS: Answers = {
  dir: "",
  language: "python",
  name: "my-sensor",
  type: "datasource",
  source: "none",
  laniakeaVersion: ">= 1.0.0, < 2.0.0",
  description: "Made by a test",
  timeout: 30,
  maxTimeouts: 3,
};
const IN_VENV = process.platform === "win32" ? join("Scripts", "python.exe") : join("bin", "python");
/** As a project's Makefile has it, and as much as PyInstaller has to say before something is wrong. */
const [QUIET, WARNINGS] = ["--log-level ERROR", "--log-level WARN"];

/** A project as the generator makes it, in memory. */
export function renderPython(
  given: Partial<Pick<Answers, "name" | "type" | "description" | "laniakeaVersion">>,
): ReadonlyMap<string, Buffer> {
  return renderProject({ ...ANSWERS, ...given }, []);
}

export function write(files: ReadonlyMap<string, Buffer>, folder: string): void {
  for (const [path, contents] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), contents);
  }
}

/**
 * A project of type datasource with its `.venv`, made by its own words: the tests' packages are those of its users.
 * @param more what else is installed, such as `pyserial==3.5`
 */
async function projectWithVenv(more: readonly string[] = []): Promise<string> {
  const files = renderPython({});
  const decisive = ["pyproject.toml", "requirements.lock", MAKE_VENV].flatMap((path) => files.get(path) ?? []);
  return await made("project", [...decisive, ...more], async (folder) => {
    write(files, folder);
    await execa(PYTHON, [MAKE_VENV], { cwd: folder });
    const pip = ["-m", "pip", "install", "--quiet", "--no-compile", "--no-deps", ...more];
    if (more.length > 0) await execa(join(folder, ".venv", IN_VENV), pip);
  });
}

/** The Python of an environment with everything in the template's lock, and these packages; made the first time. */
export async function pythonEnv(more: readonly string[] = []): Promise<string> {
  return join(await projectWithVenv(more), ".venv", IN_VENV);
}

/** The Python of an environment with all of {@link pythonEnv}'s, and what the SDK's own tests need beside it. */
export async function sdkTestEnv(): Promise<string> {
  const python = await pythonEnv();
  const requirements = fileURLToPath(new URL("../../sdk/python/tests/requirements.txt", import.meta.url));
  const folder = await made("sdk-tests", [python, readFileSync(requirements)], async (unfinished) => {
    const own = join(unfinished, IN_VENV);
    const site = async (of: string) =>
      (await execa(of, ["-c", 'import sysconfig; print(sysconfig.get_path("purelib"))'])).stdout;
    await execa(PYTHON, ["-m", "venv", unfinished]);
    await execa(own, ["-m", "pip", "install", "--quiet", "--no-compile", "--requirement", requirements]);
    writeFileSync(join(await site(own), "project.pth"), `${await site(python)}\n`);
  });
  return join(folder, IN_VENV);
}

/** A made project and its executable. */
export interface BuiltProject {
  readonly folder: string;
  readonly executable: string;
  /** What `make build` printed, with PyInstaller's warnings, which it would hide. */
  readonly output: string;
}

/** The project of {@link pythonEnv}, built by its Makefile; again only when its files have changed. */
export async function builtProject(): Promise<BuiltProject> {
  const folder = await projectWithVenv();
  const files = renderPython({});
  const output = `${folder}-build.txt`;
  await once(`${folder}-build`, hashOf([...files].flat()), async () => {
    const former = readdirSync(folder).filter((name) => name !== ".venv");
    for (const name of former) rmSync(join(folder, name), { recursive: true });
    write(files, folder);
    const makefile = readFileSync(join(folder, "Makefile"), "utf8");
    if (!makefile.includes(QUIET)) throw new Error(`the Makefile has no ${QUIET} to be replaced:\n${makefile}`);
    const env = { PYTHONWARNINGS: "default", PYINSTALLER_CONFIG_DIR: join(folder, ".pyinstaller") };
    const make = ["--file=-", "build", `PYTHON=${PYTHON}`];
    const { all } = await execa("make", make, {
      cwd: folder,
      env,
      all: true,
      input: makefile.replace(QUIET, WARNINGS),
    });
    writeFileSync(output, all);
  });
  return { folder, executable: join(folder, "dist", ANSWERS.name), output: readFileSync(output, "utf8") };
}

/** Runs a task of the project's Makefile and README with another environment than its own, and returns what it prints. */
export async function inProject(task: string, cwd: string, python: string): Promise<string> {
  const programs = { python, venv: dirname(python), plugin: "", place: "", args: "", separator: "/" } as const;
  // What PyInstaller keeps of former runs stays in the project.
  const env = { PYINSTALLER_CONFIG_DIR: join(cwd, ".pyinstaller") };
  const outputs: string[] = [];
  for (const line of taskNamed(task).lines(programs)) {
    const [program = "", ...args] = line.split(" ");
    const { all } = await execa(program, args, { cwd, env, all: true });
    outputs.push(all);
  }
  return outputs.join("\n");
}
