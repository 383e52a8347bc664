import { join, sep } from "node:path";
import { shownFrom } from "../../cli/text/quote.js";
import { unifiedDiff } from "../../cli/text/unified-diff.js";
import type { PromptQuestion } from "../answers/prompt.js";
import type { Plan } from "../plan/plan.js";
import type { PlannedFile } from "../plan/planned-files.js";
import type { Registration } from "../plan/registration.js";
import type { Run } from "../run.js";
import { reportedConfig } from "./report.js";

/** What `--dry-run` and `--diff` show. */
export function preview(plan: Plan, { cwd, diff }: Pick<Run, "cwd" | "diff">): string {
  return diff ? diffOfAll(plan, cwd) : listOf(plan, cwd);
}

/** Every file, the change of the config, and the commands. */
function listOf({ project, answers, files, registration, steps }: Plan, cwd: string): string {
  const lines = [`Would make ${answers.name}, a ${answers.type} for Laniakea ${answers.laniakeaVersion}:`];
  const paths = fileLines(project, files, cwd);
  if (registration) paths.push(...registrationLines(registration, cwd));
  lines.push(...paths.map((line) => `  ${line}`));
  if (steps.length > 0)
    lines.push("", `Would run in ${shownFrom(cwd, project)}:`, ...steps.map(({ command }) => `  ${command}`));
  return [...lines, "", "Nothing was written.", ""].join("\n");
}

/** All that would change, as `git apply` and `patch` take it. */
function diffOfAll({ project, files, registration }: Plan, cwd: string): string {
  const changes = files.filter(({ status }) => status !== "same").map((file) => diffOfFile(project, file, cwd));
  return [...changes, registration ? reportedConfig(registration).diff : ""].join("");
}

/** Asks a person to agree to the changes of what is there. */
export function questionOfChanges({ project, files, registration }: Plan, cwd: string): PromptQuestion {
  const replaced = files.filter(({ status }) => status === "replace");
  const changes = [...fileLines(project, replaced, cwd), ...(registration ? registrationLines(registration, cwd) : [])];
  const message = ["What is there will change:", ...changes.map((line) => `  ${line}`), "Go on?"].join("\n");
  return { type: "confirm", name: "goOn", message, default: true, escape: "leave" };
}

/** What registering does: the config with its diff, and the executable. */
function registrationLines(registration: Registration, cwd: string): string[] {
  const { path, status, diff } = reportedConfig(registration);
  const executable = `install  ${shownFrom(cwd, registration.executable)}`;
  return [`${status.padEnd(7)}  ${shownFrom(cwd, path)}`, ...indented(diff), executable];
}

/** One line a file: what happens to it, and where it is. */
function fileLines(project: string, files: readonly PlannedFile[], cwd: string): string[] {
  const folder = shownFrom(cwd, project);
  const at = (path: string) => (folder === "." ? path : `${folder}${sep}${path.split("/").join(sep)}`);
  return files.map(({ path, status }) => `${status.padEnd(7)}  ${at(path)}`);
}

function diffOfFile(project: string, { path, contents, before }: PlannedFile, cwd: string): string {
  const name = shownFrom(cwd, join(project, path));
  if (contents.includes(0)) return `Binary file ${name} (${contents.length} bytes)\n`;
  return unifiedDiff(name, before?.toString(), contents.toString());
}

function indented(diff: string): string[] {
  return diff === ""
    ? []
    : diff
        .trimEnd()
        .split("\n")
        .map((line) => `  ${line}`);
}
