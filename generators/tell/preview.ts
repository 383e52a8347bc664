import { join, sep } from "node:path";
import { unifiedDiff } from "../../cli/text/unified-diff.js";
import type { Plan } from "../plan/account.js";
import type { PlannedFile } from "../plan/planned-files.js";
import type { Registration } from "../plan/registration.js";
import { reportedConfig } from "./report.js";
import { shown } from "./summary.js";

/** What `--dry-run` shows: every file, the change of the config, and the commands. */
export function preview({ project, answers, files, registration, steps }: Plan, cwd: string): string {
  const lines = [`Would make ${answers.name}, a ${answers.type} for Laniakea ${answers.laniakeaVersion}:`];
  const paths = fileLines(project, files, cwd);
  if (registration) paths.push(...registrationLines(registration, cwd));
  lines.push(...paths.map((line) => `  ${line}`));
  if (steps.length > 0)
    lines.push("", `Would run in ${shown(project, cwd)}:`, ...steps.map(({ command }) => `  ${command}`));
  return [...lines, "", "Nothing was written.", ""].join("\n");
}

/** What `--diff` shows: all that would change, as `git apply` and `patch` take it. */
export function diffOfAll({ project, files, registration }: Plan, cwd: string): string {
  const changes = files.filter(({ status }) => status !== "same").map((file) => diffOfFile(project, file, cwd));
  return [...changes, registration ? reportedConfig(registration).diff : ""].join("");
}

/** What registering does: the config with its diff, and the executable. */
export function registrationLines(registration: Registration, cwd: string): string[] {
  const { path, status, diff } = reportedConfig(registration);
  const executable = `install  ${shown(registration.executable, cwd)}`;
  return [`${status.padEnd(7)}  ${shown(path, cwd)}`, ...indented(diff), executable];
}

/** One line a file: what happens to it, and where it is. */
export function fileLines(project: string, files: readonly PlannedFile[], cwd: string): string[] {
  const folder = shown(project, cwd);
  const at = (path: string) => (folder === "." ? path : `${folder}${sep}${path.split("/").join(sep)}`);
  return files.map(({ path, status }) => `${status.padEnd(7)}  ${at(path)}`);
}

function diffOfFile(project: string, { path, contents, before }: PlannedFile, cwd: string): string {
  const name = shown(join(project, path), cwd);
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
