import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isRegularFile } from "../../files/exists.js";
import { ExitCode, UserError } from "../../run/errors.js";
import { SOURCES } from "./layout.js";

/**
 * The package that `python -m` starts: the one below src/ that has a `__main__.py`.
 * @throws {UserError} exit code 2 when there is not exactly one.
 */
export async function startedPackage(project: string): Promise<string> {
  const names = await readdir(join(project, SOURCES)).catch(() => []);
  const startable: string[] = [];
  for (const name of names.sort()) {
    if (await isRegularFile(join(project, SOURCES, name, "__main__.py"))) startable.push(name);
  }
  const [first, ...others] = startable;
  if (first !== undefined && others.length === 0) return first;
  const found = first === undefined ? "none has" : `${startable.join(", ")} have`;
  throw new UserError(`one package in ${join(project, SOURCES)} has to have a __main__.py; ${found} one`, {
    exitCode: ExitCode.usage,
  });
}
