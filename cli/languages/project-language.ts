import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ExitCode, UserError } from "../run/errors.js";
import { exists } from "../files/exists.js";
import { packageManagerOf, runScript } from "./typescript/package-manager.js";

/** The languages whose projects can be built and run here. */
const LANGUAGES = ["typescript", "python"] as const;
export type ProjectLanguage = (typeof LANGUAGES)[number];

/** Says what made a project, in its folder. */
export const RECORD_FILE = ".create-laniakea-plugin.json";

/** The file that every project of a language has. */
const MANIFESTS: Readonly<Record<ProjectLanguage, string>> = {
  typescript: "package.json",
  python: "pyproject.toml",
};

/**
 * In which language a project is: what made it says so, or else its manifest.
 * @throws {UserError} exit code 2 when neither does.
 */
export async function projectLanguage(project: string): Promise<ProjectLanguage> {
  const language = await findLanguage(project);
  if (language !== undefined) return language;
  throw new UserError(`${project} is neither a TypeScript project nor a Python one`, {
    exitCode: ExitCode.usage,
    hint: `it has to have a ${Object.values(MANIFESTS).join(" or a ")}`,
  });
}

/** How one of the project's words is typed; where that is not known, by its name. */
export async function taskCommand(project: string, task: "build" | "check"): Promise<string> {
  const language = await findLanguage(project);
  if (language === "typescript") return runScript(packageManagerOf(project), task);
  return language === "python" && process.platform !== "win32" ? `make ${task}` : `create-laniakea-plugin ${task}`;
}

async function findLanguage(project: string): Promise<ProjectLanguage | undefined> {
  const recorded = await recordedLanguage(project);
  if (recorded !== undefined) return recorded;
  for (const language of LANGUAGES) {
    if (await exists(join(project, MANIFESTS[language]))) return language;
  }
  return undefined;
}

async function recordedLanguage(project: string): Promise<ProjectLanguage | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(join(project, RECORD_FILE), "utf8"));
    const { answers } = record as { answers?: { language?: unknown } };
    return LANGUAGES.find((language) => language === answers?.language);
  } catch {
    return undefined; // Not there, or no record of ours: the manifest decides.
  }
}
