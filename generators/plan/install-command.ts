import { OWN_PYTHON } from "../../cli/languages/python/project.js";
import { MAKE_VENV } from "../languages/python/tasks.js";
import { WORDS } from "../languages/typescript/package-managers.js";
import type { Found } from "./preflight.js";
import type { Answers } from "../answers/questions.js";

/** The command that installs what a project needs; a run does it in the project's folder. */
export interface InstallCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Undefined removes a variable. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function installCommand(answers: Answers, { python = ["python3"] }: Found): InstallCommand {
  if (answers.language === "python") {
    const [file = "", ...args] = python;
    return { file, args: [...args, MAKE_VENV, "--verbose"], env: OWN_PYTHON };
  }
  const { install: args, env = {} } = WORDS[answers.packageManager];
  // A project is worked on: in an image that is set up for production, too, its tests and its build need their tools.
  return { file: answers.packageManager, args, env: { ...env, NODE_ENV: "development" } };
}
