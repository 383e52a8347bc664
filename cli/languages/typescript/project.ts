import { createRequire } from "node:module";
import { join } from "node:path";
import { alternatives } from "../../../daemon/text.js";
import { readRegularFile } from "../../files/regular-file.js";
import { ExitCode, UserError } from "../../run/errors.js";
import { addPackage, packageManagerOf } from "./package-manager.js";
import { RUNTIME_NAMES, type RuntimeName } from "./toolchain/runtime.js";

/** Where a project's modules are. */
export const SOURCES = "src";

/** The file that starts every plugin, below the project. */
export const ENTRY = `${SOURCES}/main.ts`;

/** `datasource({ name: "…"` in the plugin's module, as a new project has it. */
export async function nameInSource(project: string): Promise<string | undefined> {
  try {
    const text = (await readRegularFile(join(project, SOURCES, "plugin.ts"))).bytes.toString("utf8");
    return /\b(?:datasource|controller)\(\{\s*name:\s*(["'`])([\w-]+)\1/.exec(text)?.[2];
  } catch {
    return undefined; // Another layout than ours.
  }
}

export interface ProjectRequire {
  /** The file that a module name means to the project. @throws {UserError} when it is not installed (exit code 5). */
  resolve(module: string): string;
  /** The module itself. @throws {UserError} when it is not installed (exit code 5). */
  load(module: string): unknown;
}

/** Finds the modules that a project has installed, which are not the ones beside this file. */
export function projectRequire(project: string): ProjectRequire {
  const require = createRequire(join(project, "package.json"));
  const installed = <T>(module: string, find: () => T): T => {
    try {
      return find();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw cause;
      const manager = packageManagerOf(project);
      const name = module.replace(/\/package\.json$/, "");
      throw new UserError(`${name} is not installed in ${project}`, {
        exitCode: ExitCode.buildFailed,
        hint: `run "${manager} install" there, or "${addPackage(manager, name, { dev: true })}" when its package.json does not have it`,
        cause,
      });
    }
  };
  return {
    resolve: (module) => installed(module, () => require.resolve(module)),
    load: (module) => installed(module, () => require(module)),
  };
}

/**
 * What the project's executables are to run on, as its package.json says: `"laniakea-plugin": { "runtime": "bun" }`.
 * Undefined where it says nothing.
 * @throws {UserError} when it says something else (exit code 2).
 */
export async function recordedRuntime(project: string): Promise<RuntimeName | undefined> {
  const text = (await readRegularFile(join(project, "package.json"))).bytes.toString("utf8");
  const { [SETTINGS]: settings } = JSON.parse(text) as { [SETTINGS]?: { runtime?: unknown } };
  const runtime = settings?.runtime;
  const known = RUNTIME_NAMES.find((name) => name === runtime);
  if (runtime === undefined || known !== undefined) return known;
  throw new UserError(`package.json: the "runtime" of "${SETTINGS}" must be ${alternatives(RUNTIME_NAMES)}`, {
    exitCode: ExitCode.usage,
    hint: "correct it, or leave it out: Node.js is taken then",
  });
}

const SETTINGS = "laniakea-plugin";
