import { join, sep } from "node:path";
import { changeInto, shownFrom } from "../../cli/text/quote.js";
import { lanicliLine } from "../../daemon/lanicli.js";
import { commandLine } from "../answers/repeat-line.js";
import type { Made, Outcome } from "../plan/outcome.js";
import type { Plan } from "../plan/plan.js";

/** The end of a run: what was made, where, what to do next, and how to do the same again. */
export function summary(plan: Plan, { copies, done }: Outcome, cwd: string): string {
  const { answers, switches, project, target, words } = plan;
  const at = (path: string) => shownFrom(cwd, path);
  const made: [string, string][] = [[`${at(project)}${sep}`, `the project; your code goes into ${words.source}`]];
  if (done.executable) made.push([at(done.executable), "the single binary, checked as Laniakea runs it"]);
  if (done.registered)
    made.push(
      [at(done.registered.executable), "installed"],
      [at(done.registered.configFile), `has the entry "${answers.name}"`],
    );
  const [copy] = copies?.values() ?? [];
  if (copy !== undefined)
    made.push([`${at(join(project, copy.split("/", 1)[0] ?? ""))}${sep}`, "copies of what was replaced"]);
  for (const line of gitLines(done, target.others.length > 0)) made.push([".git", line]);
  const width = Math.max(...made.map(([path]) => path.length));
  return [
    `Made ${answers.name}, a ${answers.type} for Laniakea ${answers.laniakeaVersion}:`,
    ...made.map(([path, what]) => `  ${path.padEnd(width)}  ${what}`),
    ...paragraph(done.registered?.warnings),
    ...paragraph(done.registered?.daemonLines),
    "",
    "Next:",
    ...aligned(nextSteps(plan, done, cwd)).map((line) => `  ${line}`),
    "",
    "To make the same again:",
    `  ${commandLine(answers, switches)}`,
    "",
  ].join("\n");
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

/** Command lines, each with what it is good for. */
export function nextSteps(
  { answers, project, switches, words }: Plan,
  done: Made,
  cwd: string,
): readonly (readonly [command: string, why: string])[] {
  const folder = shownFrom(cwd, project);
  const steps: [string, string][] = [];
  if (folder !== ".") steps.push([changeInto(folder), ""]);
  if (!switches.install) steps.push([words.install, ""]);
  steps.push([words.task("dev"), "runs it without Laniakea, again on each save"], [words.task("test"), words.testsHow]);
  if (!done.executable) steps.push([words.task("build"), "makes the single binary"]);
  if (!done.registered) steps.push([words.task("register"), "installs the binary and adds it to Laniakea's config"]);
  steps.push(["laniakea", "start it again: it reads its config only then"], ["lanicli login", ""]);
  return [...steps, [lanicliLine(answers), ""]];
}

/** The last command is long and has no reason beside it. */
function aligned(steps: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...steps.filter(([, why]) => why !== "").map(([command]) => command.length));
  return steps.map(([command, why]) => (why === "" ? command : `${command.padEnd(width)}  # ${why}`));
}
