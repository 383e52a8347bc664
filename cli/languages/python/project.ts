import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { readRegularFile } from "../../files/regular-file.js";
import { ExitCode, UserError } from "../../run/errors.js";

/** For a child process: what another Python's users have set for it is none of a project's business. */
export const OWN_PYTHON = { PYTHONHOME: undefined, PYTHONPATH: undefined } as const;

/** Makes .venv; a file of the project, so that this needs nothing else than Python. */
export const MAKE_VENV = "tools/make_venv.py";

/** Where a Python project's packages are. */
export const SOURCES = "src";

/**
 * The Python of a project's virtual environment.
 * @throws {UserError} exit code 5 when there is none.
 */
export async function venvPython(project: string, platform: NodeJS.Platform = process.platform): Promise<string> {
  const isWindows = platform === "win32";
  const python = join(project, ".venv", ...(isWindows ? ["Scripts", "python.exe"] : ["bin", "python"]));
  if (await isFile(python)) return python;
  throw new UserError(`${python} is missing: the project's packages are not installed`, {
    exitCode: ExitCode.buildFailed,
    hint: isWindows ? `install them: py -3 ${MAKE_VENV.replace("/", "\\")}` : "install them: make venv",
  });
}

/**
 * The package that `python -m` starts: the one below src/ that has a `__main__.py`.
 * @throws {UserError} exit code 2 when there is not exactly one.
 */
export async function startedPackage(project: string): Promise<string> {
  const names = await readdir(join(project, SOURCES)).catch(() => []);
  const startable: string[] = [];
  for (const name of names.sort()) {
    if (await isFile(join(project, SOURCES, name, "__main__.py"))) startable.push(name);
  }
  const [first, ...others] = startable;
  if (first !== undefined && others.length === 0) return first;
  const found = first === undefined ? "none has" : `${startable.join(", ")} have`;
  throw new UserError(`one package in ${join(project, SOURCES)} has to have a __main__.py; ${found} one`, {
    exitCode: ExitCode.usage,
  });
}

/** `pluginName = "…"` in the plugin's module, as a new project has it. */
export async function nameInSource(project: string): Promise<string | undefined> {
  try {
    const module = join(project, SOURCES, await startedPackage(project), "plugin.py");
    const text = (await readRegularFile(module)).bytes.toString("utf8");
    return /^pluginName\s*(?::[^=\n]*)?=\s*(["'])([\w-]+)\1/m.exec(text)?.[2];
  } catch {
    return undefined; // Another layout than ours.
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
