import { relative, sep } from "node:path";
import { commandLine, quote } from "./command-line.js";
import type { Finished } from "./finish.js";
import { lanicliLine } from "./next-steps.js";
import type { Answers } from "./questions.js";
import type { Switches } from "./switches.js";

/** The end of a run: what was made, where, what to do next, and how to do the same again. */
export function summary(answers: Answers, switches: Switches, done: Finished, cwd: string): string {
  const at = (path: string) => shown(path, cwd);
  const made: [string, string][] = [[`${at(done.project)}${sep}`, "the project; your code goes into src/plugin.ts"]];
  if (done.executable) made.push([at(done.executable), "the single binary, checked as Laniakea runs it"]);
  if (done.registered)
    made.push(
      [at(done.registered.executable), "installed"],
      [at(done.registered.configFile), `has the entry "${answers.name}"`],
    );
  const width = Math.max(...made.map(([path]) => path.length));
  return [
    `Made ${answers.name}, a ${answers.type} for Laniakea ${answers.laniakeaVersion}:`,
    ...made.map(([path, what]) => `  ${path.padEnd(width)}  ${what}`),
    "",
    "Next:",
    ...nextSteps(answers, switches, done, cwd).map((line) => `  ${line}`),
    "",
    "To make the same again:",
    `  ${commandLine(answers, switches)}`,
    "",
  ].join("\n");
}

function nextSteps(answers: Answers, switches: Switches, done: Finished, cwd: string): readonly string[] {
  const folder = shown(done.project, cwd);
  const steps: [string, string][] = [];
  if (folder !== ".") steps.push([`cd ${quote(folder)}`, ""]);
  if (!switches.install) steps.push(["npm install", ""]);
  steps.push(["npm run dev", "runs it without Laniakea, again on each save"], ["npm test", "drives it in process"]);
  if (!done.executable) steps.push(["npm run build", "makes the single binary and checks it"]);
  if (!done.registered) steps.push(["npm run register", "installs the binary and adds it to Laniakea's config"]);
  steps.push(["laniakea", "start it again: it reads its config only then"], ["lanicli login", ""]);
  const width = Math.max(...steps.map(([command]) => command.length));
  const lines = steps.map(([command, what]) => (what === "" ? command : `${command.padEnd(width)}  # ${what}`));
  return [...lines, lanicliLine(answers)];
}

/** Relative where that is shorter to read. */
export function shown(path: string, cwd: string): string {
  const fromHere = relative(cwd, path) || ".";
  return fromHere.startsWith(`..${sep}..`) ? path : fromHere;
}
