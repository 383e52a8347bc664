import { createRequire } from "node:module";
import { join } from "node:path";
import { ExitCode, UserError } from "../../run/errors.js";
import { addPackage, packageManagerOf } from "./package-manager.js";

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
