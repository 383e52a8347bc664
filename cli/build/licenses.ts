import { join, resolve } from "node:path";
import { readRegularFile } from "../files/regular-file.js";
import { languageOf } from "../languages/detect.js";
import type { Target } from "../languages/target.js";
import { OUTPUT_FOLDER, projectEntry } from "../project/project-entry.js";
import { ExitCode, UserError } from "../run/errors.js";
import { noticesOf } from "./build.js";
import { nameFor } from "./build-for.js";

/**
 * Prints the licences of what is in a project's executables.
 * @param targets default: the executable for this machine.
 * @throws {UserError} when none was made, or the language notes none (exit code 2).
 */
export async function showLicenses(folder: string, targets?: readonly Target[]): Promise<void> {
  const project = resolve(folder);
  const language = await languageOf(project);
  const { exec } = await projectEntry(project);
  if (language.runtimes.length === 0) {
    throw new UserError(`the build of a ${language.title} project notes no licences`, {
      exitCode: ExitCode.usage,
      hint: "those of the packages that it depends on are in these packages",
    });
  }
  for (const name of targets?.map((target) => nameFor(exec, target)) ?? [exec]) {
    const file = noticesOf(join(project, OUTPUT_FOLDER, name));
    const { bytes } = await readRegularFile(file).catch((cause: unknown) => {
      throw new UserError(`${file} cannot be read`, {
        exitCode: ExitCode.usage,
        hint: `build first: ${language.taskCommand(project, "build")}`,
        cause,
      });
    });
    process.stdout.write(bytes);
  }
}
