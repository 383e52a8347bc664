import { join } from "node:path";
import { alternatives } from "../../daemon/text.js";
import { exists } from "../files/exists.js";
import { readRegularFile } from "../files/regular-file.js";
import { ExitCode, UserError } from "../run/errors.js";
import type { ProjectLanguage } from "./language.js";
import { RECORD_FILE } from "./record-file.js";
import { PROJECT_LANGUAGES } from "./registry.js";

/**
 * In which language a project is: what made it says so, or else its manifest.
 * @throws {UserError} exit code 2 when neither does.
 */
export async function languageOf(project: string): Promise<ProjectLanguage> {
  const language = await findLanguage(project);
  if (language !== undefined) return language;
  const titles = PROJECT_LANGUAGES.map(({ title }) => title);
  throw new UserError(`${project} is no project in ${alternatives(titles)}`, {
    exitCode: ExitCode.usage,
    hint: `it has to have a ${PROJECT_LANGUAGES.map(({ manifest }) => manifest).join(" or a ")}`,
  });
}

/** How one of the project's tasks is typed; where that is not known, by its name. */
export async function taskCommand(project: string, task: "build" | "check"): Promise<string> {
  const language = await findLanguage(project);
  return language?.taskCommand(project, task) ?? `create-laniakea-plugin ${task}`;
}

/** As {@link languageOf}; undefined when neither says so. */
export async function findLanguage(project: string): Promise<ProjectLanguage | undefined> {
  const recorded = await recordedLanguage(project);
  if (recorded !== undefined) return recorded;
  for (const language of PROJECT_LANGUAGES) {
    if (await exists(join(project, language.manifest))) return language;
  }
  return undefined;
}

async function recordedLanguage(project: string): Promise<ProjectLanguage | undefined> {
  const { language } = await recordedAnswers(project);
  return PROJECT_LANGUAGES.find(({ name }) => name === language);
}

/** The answers that a project was made with; empty where there is no record, or none of ours. */
export async function recordedAnswers(project: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const record: unknown = JSON.parse((await readRegularFile(join(project, RECORD_FILE))).bytes.toString("utf8"));
    const { answers } = record as { answers?: unknown };
    return typeof answers === "object" && answers !== null ? (answers as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
