import { join } from "node:path";
import { changeInto, quote, shownFrom } from "../../cli/text/quote.js";
import { FACTS } from "../../daemon/facts.js";
import { CONFIG_FILE } from "../../daemon/folders.js";
import { lanicliLine } from "../../daemon/lanicli.js";
import type { DaemonHere } from "../plan/daemon-here.js";
import type { Made } from "../plan/outcome.js";
import type { Plan } from "../plan/plan.js";

/** A command line, and what it is good for. */
export type NextStep = readonly [command: string, why: string];

/** What is typed next, in the project. */
export function projectSteps({ project, switches, words }: Plan, done: Made, cwd: string): readonly NextStep[] {
  const folder = shownFrom(cwd, project);
  const steps: NextStep[] = [];
  if (folder !== ".") steps.push([changeInto(folder), ""]);
  if (!switches.install) steps.push([words.install, ""]);
  steps.push([words.task("dev"), "runs it without Laniakea, again on each save"], [words.task("test"), words.testsHow]);
  if (!done.executable) steps.push([words.task("build"), "makes the single binary"]);
  if (!done.registered) steps.push([words.task("register"), "installs the binary and adds it to Laniakea's config"]);
  return steps;
}

/** What is typed after that, where Laniakea runs. */
export function daemonSteps({ answers, daemon }: Plan): readonly NextStep[] {
  const program = lanicliOf(daemon);
  const unlock: NextStep = daemon.hasPassword
    ? [`${program} login`, ""]
    : [`${program} setpassword`, "the first time; after that: login"];
  const shown = `${answers.type === "datasource" ? "its readings" : "its answers"}: see README.md`;
  return [
    ...(daemon.other === undefined
      ? ([["laniakea", "in a terminal of its own; start it again if it runs: it reads its config only then"]] as const)
      : []),
    unlock,
    [lanicliLine(answers, program), shown],
  ];
}

/** Where the daemon's steps are typed. */
export function daemonTitle({ daemon }: Plan): string {
  const { folder, other, installed } = daemon;
  if (other !== undefined) {
    const own =
      folder === undefined
        ? []
        : [`Your own daemon reads ${join(folder, CONFIG_FILE)}, which does not have the plugin.`];
    const theirs = `The daemon whose folder is ${other} (another user's, or a container's) has it from its next start on. Then:`;
    return [...own, theirs].join("\n");
  }
  return installed ? "Then, in Laniakea:" : "Then, where Laniakea is (https://github.com/SSSOC-CAN/laniakea has it):";
}

/** Without flags it knows only the folder of this user's daemon. */
function lanicliOf({ other }: DaemonHere): string {
  if (other === undefined) return "lanicli";
  const { certificate, adminMacaroon: token } = FACTS.file; // What lanicli needs (cmd/lanicli/main.go).
  return `lanicli --tlscertpath ${quote(join(other, certificate))} --macaroonpath ${quote(join(other, token))}`;
}

/** A long command does not push all reasons to the right. */
const WIDE = 40;

export function aligned(steps: readonly NextStep[]): readonly string[] {
  const width = Math.max(0, ...steps.map(([{ length }, why]) => (why !== "" && length <= WIDE ? length : 0)));
  return steps.map(([command, why]) => (why === "" ? command : `${command.padEnd(width)}  # ${why}`));
}
