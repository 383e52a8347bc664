import { join } from "node:path";
import type { PluginEntry } from "../../daemon/entry.js";
import { ExitCode, UserError } from "../run/errors.js";
import { ProjectFileError, readProjectFile } from "./project-file.js";

/** Where `build` leaves a project's executable. */
export const OUTPUT_FOLDER = "dist";

/** The entry in a project's laniakea-plugin.yaml. @throws {UserError} (exit code 2) when it is missing or wrong. */
export async function projectEntry(project: string): Promise<PluginEntry> {
  try {
    return await readProjectFile(project);
  } catch (error) {
    if (!(error instanceof ProjectFileError)) throw error;
    throw new UserError(error.message, { exitCode: ExitCode.usage, cause: error });
  }
}

/** Where a project's executable is, or will be. */
export function executableOf(project: string, entry: PluginEntry): string {
  return join(project, OUTPUT_FOLDER, entry.exec);
}
