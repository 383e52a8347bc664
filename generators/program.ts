import { Argument, Command, Option } from "commander";
import { interruptible } from "../sdk/cli/interrupt.js";
import { plainProgress, silentProgress, terminalProgress } from "../sdk/cli/progress.js";
import { QUESTIONS, type QuestionKey, type Texts } from "./app/questions.js";
import type { Run } from "./app/run.js";
import { SWITCHES, type Switches } from "./app/switches.js";
import { GENERATOR } from "./version.js";

const COMMANDS = /^(check|register|unregister|help|--help|-h)$/;

const EXAMPLES = `
Without a terminal, with CI set, or with --yes nothing is asked, and only the folder has no default.

Examples:
  create-laniakea-plugin                          asks what it needs to know
  create-laniakea-plugin my-sensor --yes          a datasource, all defaults
  create-laniakea-plugin heater --type controller --yes --register

Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 the folder has something in the way, 4 a tool is missing,
5 install or build failed, 6 the plugin failed its check, 7 Laniakea's config could not be changed, 130 interrupted`;

/**
 * The command line: its flags are those of the questions and of the switches.
 * @param argv decides whether the other commands are loaded: they are not needed to make a project.
 */
export async function createProgram(argv: readonly string[]): Promise<Command> {
  const program = new Command(GENERATOR.name)
    .description("Makes a Laniakea plugin: project, single binary, proof that it works, entry in Laniakea's config.")
    .version(GENERATOR.version)
    // What comes after a command's name is the command's: both have --laniakea-dir.
    .enablePositionalOptions()
    .addHelpText("after", EXAMPLES);
  for (const { key, flag, help } of QUESTIONS) {
    if (key === "dir") program.addArgument(new Argument(flag, help));
    else program.addOption(new Option(flag, help));
  }
  for (const { flag, help } of SWITCHES) program.addOption(new Option(flag, help));
  if (argv.some((arg) => COMMANDS.test(arg))) {
    const { commands } = await import("./commands.js");
    for (const command of commands()) program.addCommand(command);
  }
  return program.action(async (dir: string | undefined) => {
    const options = program.opts<Record<string, unknown>>();
    const { create } = await import("./create.js");
    await interruptible((signal) => create(textsOf(dir, options), switchesOf(options), runOf(options, signal)));
  });
}

function textsOf(dir: string | undefined, options: Record<string, unknown>): Texts {
  const texts: { [Key in QuestionKey]?: string } = dir === undefined ? {} : { dir };
  for (const { key } of QUESTIONS) {
    const value = options[key];
    if (typeof value === "string") texts[key] = value;
  }
  return texts;
}

function switchesOf(options: Record<string, unknown>): Switches {
  const text = (key: string) => (typeof options[key] === "string" ? options[key] : undefined);
  const interactive = isInteractive(options);
  return {
    install: options["install"] !== false,
    build: options["build"] === true,
    // Somebody who names Laniakea's folder is asked all the same; without a terminal not saying it means no.
    register: options["register"] === true ? true : interactive ? undefined : false,
    laniakeaDir: text("laniakeaDir"),
    config: text("config"),
    quiet: options["quiet"] === true,
  };
}

function runOf(options: Record<string, unknown>, signal: AbortSignal): Run {
  const quiet = options["quiet"] === true;
  return {
    cwd: process.cwd(),
    signal,
    progress: quiet
      ? silentProgress
      : options["verbose"] === true
        ? verboseProgress()
        : terminalProgress(process.stderr),
    stdout: process.stdout,
    interactive: isInteractive(options),
  };
}

/** Questions are read from stdin and shown on stderr. */
function isInteractive(options: Record<string, unknown>): boolean {
  const ci = process.env["CI"] ?? "";
  const isCi = ci !== "" && ci !== "false" && ci !== "0";
  return process.stdin.isTTY === true && process.stderr.isTTY === true && !isCi && options["yes"] !== true;
}

function verboseProgress() {
  const plain = plainProgress(process.stderr);
  return {
    step: (title: string) => ({
      ...plain.step(title),
      update: (line: string) => void process.stderr.write(`  ${line}\n`),
    }),
  };
}
