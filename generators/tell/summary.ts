import { join, sep } from "node:path";
import { shownFrom } from "../../cli/text/quote.js";
import { commandLine } from "../answers/repeat-line.js";
import type { Made, Outcome } from "../plan/outcome.js";
import type { Plan } from "../plan/plan.js";
import { aligned, daemonSteps, daemonTitle, projectSteps } from "./next-steps.js";

/** The end of a run: what was made, where, what to do next, and how to do the same again. */
export function summary(plan: Plan, { copies, done }: Outcome, cwd: string): string {
  const { answers, switches, project, target, words } = plan;
  const at = (path: string) => shownFrom(cwd, path);
  const made: [string, string][] = [[`${at(project)}${sep}`, `the project; your code goes into ${words.authors[0]}`]];
  if (done.executable) made.push([at(done.executable), "the single binary, checked as Laniakea runs it"]);
  if (done.registered)
    made.push(
      [at(done.registered.executable), "installed"],
      [at(done.registered.configFile), `has the entry "${answers.name}"`],
    );
  if (done.registered?.settings?.status === "new")
    made.push([at(done.registered.settings.file), "the plugin's settings, each default as a comment"]);
  const [copy] = copies?.values() ?? [];
  if (copy !== undefined)
    made.push([`${at(join(project, copy.split("/", 1)[0] ?? ""))}${sep}`, "copies of what was replaced"]);
  for (const line of gitLines(done, target.others.length > 0)) made.push([".git", line]);
  const width = Math.max(...made.map(([path]) => path.length));
  return [
    `Made ${answers.name}, a ${answers.type} for Laniakea ${answers.laniakeaVersion}:`,
    ...made.map(([path, what]) => `  ${path.padEnd(width)}  ${what}`),
    ...paragraph(done.warnings),
    ...paragraph(done.registered?.warnings),
    ...paragraph(done.registered?.daemonLines),
    "",
    "Next:",
    ...aligned(projectSteps(plan, done, cwd)).map(indented),
    "",
    daemonTitle(plan),
    ...aligned(daemonSteps(plan)).map(indented),
    "",
    "To make the same again:",
    `  ${commandLine(answers, switches)}`,
    "",
  ].join("\n");
}

function indented(line: string): string {
  return `  ${line}`;
}

function paragraph(lines: readonly string[] = []): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

function gitLines({ git }: Made, hadOthers: boolean): readonly string[] {
  if (git === undefined) return [];
  if (git.status === "committed") {
    const left = " of what was made; what was in the folder is left for you to commit";
    return [`the repository, with a first commit${hadOthers ? left : ""}`];
  }
  return [git.status === "none" ? `not made: ${git.reason}` : `the repository, without a commit: ${git.reason}`];
}
