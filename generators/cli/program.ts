import { Writable } from "node:stream";
import { Argument, Command, Option } from "commander";
import { COMMAND_NAMES } from "../../cli/commands/names.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { runProgram } from "../../cli/run/run.js";
import { launchedAs } from "../answers/launcher.js";
import { mistakenCommand, nearCommand } from "../answers/mistaken-command.js";
import { QUESTIONS } from "../answers/questions.js";
import { SWITCHES } from "../answers/switches.js";
import { GENERATOR } from "../version.js";
import { act, assertFolderIsThere, orRefused } from "./act.js";
import { completionScript } from "./completion/completion.js";
import { exclusiveFlags, refuseOwnFlags } from "./contradictions.js";
import { helpWidth } from "./help.js";
import { MODES } from "./modes.js";
import { optionsOf, type TypedValues } from "./options.js";
import { refuseSwallowed, swallowedFlags } from "./swallowed.js";

/** Words after which the other commands are needed: their names, and what lists them. */
const NEEDS_COMMANDS = new RegExp(`^(${COMMAND_NAMES.join("|")}|--help|-h|--completion(=.*)?)$`);

const UNATTENDED =
  "Without a terminal, with CI set, or with --yes nothing is asked, and only the folder has no default.";
const EXAMPLES = `Examples:
  create-laniakea-plugin                          asks what it needs to know
  create-laniakea-plugin my-sensor --yes          a datasource, all defaults
  create-laniakea-plugin heater --type controller --yes --register`;
const EXIT_CODES =
  "Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 the folder has something in the way, 4 a tool is missing, " +
  "5 install or build failed, 6 the plugin failed its check, 7 Laniakea's config could not be changed, 8 an update has conflicts, 130 interrupted";

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
    .configureOutput({ getOutHelpWidth: () => helpWidth(process.stdout.columns) })
    // Commander takes it for a folder otherwise, as there is something to do without a command.
    .helpCommand(true)
    // In a narrow terminal what a flag says is still beside the flag.
    .configureHelp({ minWidthToWrap: 20 })
    .addHelpText("after", ({ command }) => afterHelp(command));
  program.hook("preAction", assertFolderIsThere);
  program.hook("preSubcommand", (_, command) => refuseOwnFlags(program, command, argv));
  for (const { key, flag, help } of QUESTIONS) {
    if (key === "dir") program.addArgument(new Argument(flag, help));
    else program.addOption(new Option(flag, help));
  }
  for (const { flag, help, opposite } of SWITCHES) {
    program.addOption(new Option(flag, help));
    if (opposite !== undefined) program.addOption(new Option(opposite).hideHelp());
  }
  for (const { flag, help } of MODES) program.addOption(new Option(flag, help));
  if (argv.some((arg) => NEEDS_COMMANDS.test(arg))) {
    const [{ commands }, { updateCommand }] = await Promise.all([
      import("../../cli/commands/commands.js"),
      import("./update-command.js"),
    ]);
    for (const command of [...commands(), updateCommand()])
      program.addCommand(command.hook("preAction", () => refuseOutside(program, command)));
  }
  const exclusive = exclusiveFlags(program);
  program.allowExcessArguments();
  // What a command takes is not what is wrong, where its name is misspelt.
  const isNamed = argv.some((arg) => /^--name(=|$)/.test(arg));
  if (!isNamed && nearCommand(argv[0] ?? "") !== undefined) program.allowUnknownOption();
  return program.action(async (dir: string | undefined) => {
    const options = optionsOf(dir, typedIn(program));
    await orRefused(options, () => {
      exclusive();
      refuseExcess(program.args);
    });
    const shell = options.text("completion");
    if (shell === undefined) await act(options);
    else await orRefused(options, () => process.stdout.write(completionScript(program, shell)));
  });
}

/**
 * A flag before a command's name says nothing to it: `--dry-run register` would register.
 * @throws {UserError} exit 2.
 */
function refuseOutside(program: Command, command: Command): void {
  refuseSwallowed();
  const before = program.options.filter((option) => {
    const given = program.getOptionValueSource(option.attributeName()) === "cli";
    return given && option.attributeName() !== "verbose" && !option.hidden;
  });
  const [first] = before;
  if (first === undefined) return;
  throw new UserError(`${first.long} stands before ${command.name()} and says nothing to it`, {
    exitCode: ExitCode.usage,
    hint: `flags of ${command.name()} stand behind it: ${launchedAs().words} ${command.name()} --help`,
  });
}

/** @throws {UserError} exit 2 for more than one folder: the first may be a command that was mistyped. */
function refuseExcess(words: readonly string[]): void {
  // What npm makes of `--type controller` is two folders.
  if (words.length < 2 || swallowedFlags(process.env).length > 0) return;
  const command = nearCommand(words[0] ?? "");
  if (command !== undefined) throw mistakenCommand(words[0] ?? "", command);
  throw new UserError(`too many arguments. Expected 1 argument but got ${words.length}.`, {
    exitCode: ExitCode.usage,
    hint: `what there is: ${launchedAs().words} --help`,
  });
}

function afterHelp(command: Command): string {
  const width = command.configureOutput().getOutHelpWidth?.() ?? helpWidth();
  const wrapped = (text: string) => command.createHelp().boxWrap(text, width);
  return ["", wrapped(UNATTENDED), "", EXAMPLES, "", wrapped(EXIT_CODES)].join("\n");
}

/** Commander gives --no-install the default true. */
export function typedIn(program: Command): TypedValues {
  const all = Object.entries(program.opts<Record<string, unknown>>());
  return Object.fromEntries(all.filter(([key]) => program.getOptionValueSource(key) === "cli"));
}

/** What commander prints for `--help`, laid out for a terminal of so many columns; the build takes it from here. */
export async function helpText(columns: number): Promise<string> {
  let text = "";
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const program = await createProgram(["--help"]);
  program.configureOutput({ getOutHelpWidth: () => columns });
  await runProgram(program, ["--help"], { stdout, stderr: stdout });
  return text;
}
