import type { BuildFailure } from "esbuild";
import { ExitCode, UserError } from "../../run/errors.js";
import { packageManagerOf, reinstall } from "./package-manager.js";
import { projectRequire } from "./project-require.js";

export type Esbuild = typeof import("esbuild");

/** The first lines of what esbuild says say what is the matter; advice for other tools follows. */
const FIRST_LINES = 3;

/** A project's own esbuild. @throws {UserError} when it is not installed (exit code 5). */
export function esbuildOf(project: string): Esbuild {
  return projectRequire(project).load("esbuild") as Esbuild;
}

/**
 * What esbuild's function resolves with.
 * @throws {BuildFailure} with esbuild's messages about the sources.
 * @throws {UserError} when its program does not run on this machine, such as one that was copied from another (exit code 5).
 */
export async function whereItRuns<T>(project: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isBuildFailure(error)) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `esbuild, as it is installed in ${project}, does not run on this machine (${process.platform} ${process.arch})`,
      {
        exitCode: ExitCode.buildFailed,
        details: said.trim().split("\n").slice(0, FIRST_LINES),
        hint: `packages that were installed on another machine do not run here: ${reinstall(packageManagerOf(project))}`,
        cause: error,
      },
    );
  }
}

export function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}
