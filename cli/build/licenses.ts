import { join, resolve } from "node:path";
import { readRegularFile } from "../files/regular-file.js";
import { languageOf } from "../languages/detect.js";
import { OUTPUT_FOLDER, projectEntry } from "../project/project-entry.js";
import { ExitCode, UserError } from "../run/errors.js";
import { noticesOf } from "./build.js";

/** Prints the licences of what is in a project's executable. @throws {UserError} when none was made (exit code 2). */
export async function showLicenses(folder: string): Promise<void> {
  const project = resolve(folder);
  const language = await languageOf(project);
  const { exec } = await projectEntry(project);
  const file = noticesOf(join(project, OUTPUT_FOLDER, exec));
  try {
    process.stdout.write((await readRegularFile(file)).bytes);
  } catch (cause) {
    throw new UserError(`${file} cannot be read`, {
      exitCode: ExitCode.usage,
      hint:
        language.runtimes.length > 0
          ? `build first: ${language.taskCommand(project, "build")}`
          : `the build of a ${language.title} project notes no licences`,
      cause,
    });
  }
}
