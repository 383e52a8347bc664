import type { Command, Option } from "commander";
import { ExitCode, UserError } from "../sdk/cli/errors.js";
import { QUESTIONS } from "./app/questions.js";
import { MODES, SHELLS, type Shell } from "./app/switches.js";

interface Flag {
  readonly short: string | undefined;
  readonly long: string;
  readonly help: string;
  /** What follows it; undefined: nothing does. */
  readonly value: { readonly name: string; readonly values: readonly string[] } | undefined;
}

/** A command with its flags; the one without a name makes a project. */
interface Completed {
  readonly name: string;
  readonly help: string;
  readonly flags: readonly Flag[];
}

const WRITERS: Readonly<Record<Shell, (program: string, commands: readonly Completed[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/**
 * A script that teaches a shell the flags, their values and the commands: those of `program`, so of `--help`.
 * @throws {UserError} exit 2 for a shell that is not known.
 */
export function completionScript(program: Command, shell: string): string {
  const known = SHELLS.find((name) => name === shell);
  if (known === undefined) {
    throw new UserError(`--completion: the shell must be ${SHELLS.join(" or ")}, not ${JSON.stringify(shell)}`, {
      exitCode: ExitCode.usage,
    });
  }
  const make = { name: "", help: "", flags: flagsOf(program) };
  const others = program.commands.map((command) => ({
    name: command.name(),
    help: command.description(),
    flags: flagsOf(command),
  }));
  return `${WRITERS[known](program.name(), [make, ...others])}\n`;
}

function flagsOf(command: Command): readonly Flag[] {
  const own = command.createHelp().visibleOptions(command);
  return own.map((option) => ({
    short: option.short,
    long: option.long ?? "",
    help: option.description,
    value: valueOf(option),
  }));
}

function valueOf({ flags, required, optional }: Option): Flag["value"] {
  if (!required && !optional) return undefined;
  const question = QUESTIONS.find(({ flag }) => flag === flags);
  const mode = MODES.find(({ flag }) => flag === flags);
  const name = /[<[](\w+)/.exec(flags)?.[1] ?? "value";
  return { name, values: question?.schema.enum ?? mode?.values ?? [] };
}

function bashScript(program: string, commands: readonly Completed[]): string {
  const [make, ...others] = commands;
  const names = others.map(({ name }) => name);
  const words = ({ flags }: Completed) =>
    flags.flatMap(({ short, long }) => [...(short ? [short] : []), long]).join(" ");
  const valued = new Map(
    commands.flatMap(({ flags }) => flags.flatMap((flag) => (flag.value ? [[flag.long, flag]] : []))),
  );
  const reply = ({ value }: Flag) => {
    if (value?.values.length) return `COMPREPLY=($(compgen -W "${value.values.join(" ")}" -- "$cur"))`;
    return isPath(value?.name)
      ? `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -${value?.name === "dir" ? "d" : "f"} -- "$cur"))`
      : "";
  };
  return [
    `# bash completion of ${program}: source this file, or keep it as`,
    `# ~/.local/share/bash-completion/completions/${program}`,
    "_create_laniakea_plugin() {",
    '  local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" command="" word',
    '  [[ $cur == "=" ]] && cur=""',
    '  [[ $prev == "=" ]] && prev="${COMP_WORDS[COMP_CWORD-2]}"',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$word" in ${[...names, "-*"].join("|")}) ;; *) continue ;; esac`,
    '    [[ $word == -* ]] || { command="$word"; break; }',
    "  done",
    "  COMPREPLY=()",
    '  case "$prev" in',
    ...[...valued].map(
      ([long, flag]) => `    ${long}) ${[reply(flag as Flag), "return"].filter(Boolean).join("; ")} ;;`,
    ),
    "  esac",
    '  case "$command" in',
    ...others.map((command) => `    ${command.name}) local flags="${words(command)}" commands="" ;;`),
    `    *) local flags="${make ? words(make) : ""}" commands="${names.join(" ")}" ;;`,
    "  esac",
    "  if [[ $cur == -* ]]; then",
    '    COMPREPLY=($(compgen -W "$flags" -- "$cur"))',
    "  else",
    "    compopt -o filenames 2>/dev/null",
    '    ((COMP_CWORD == 1)) && COMPREPLY=($(compgen -W "$commands" -- "$cur"))',
    "    local IFS=$'\\n'",
    '    COMPREPLY+=($(compgen -d -- "$cur"))',
    "  fi",
    "}",
    `complete -F _create_laniakea_plugin ${program}`,
  ].join("\n");
}

function zshScript(program: string, commands: readonly Completed[]): string {
  const [make, ...others] = commands;
  const specs = (flags: readonly Flag[]) => flags.map((flag) => `    ${zshSpec(flag)} \\`);
  return [
    `#compdef ${program}`,
    `# zsh completion of ${program}: keep it as _${program} in a folder of $fpath.`,
    "_create_laniakea_plugin() {",
    "  local -a commands",
    "  commands=(",
    ...others.map(({ name, help }) => `    ${single(`${name}:${help}`)}`),
    "  )",
    '  case "$words[2]" in',
    ...others.flatMap(({ name, flags }) => [
      `  ${name})`,
      "    shift words; (( CURRENT-- ))",
      "    _arguments -s \\",
      ...specs(flags),
      "    '*:file:_files' ;;",
    ]),
    "  *)",
    "    _arguments -s \\",
    ...specs(make?.flags ?? []),
    "    '1:folder or command:{ _describe command commands; _directories }' ;;",
    "  esac",
    "}",
    `compdef _create_laniakea_plugin ${program}`,
  ].join("\n");
}

function zshSpec({ short, long, help, value }: Flag): string {
  const text = help.replace(/[[\]:\\]/g, "\\$&");
  const action = value?.values.length
    ? `(${value.values.join(" ")})`
    : value?.name === "dir"
      ? "_directories"
      : isPath(value?.name)
        ? "_files"
        : "";
  const argument = value ? `:${value.name}:${action}` : "";
  const names = short ? `'(${short} ${long})'{${short},${long}${value ? "=" : ""}}` : `${long}${value ? "=" : ""}`;
  return `${names}${single(`[${text}]${argument}`)}`;
}

function fishScript(program: string, commands: readonly Completed[]): string {
  const [make, ...others] = commands;
  const names = others.map(({ name }) => name).join(" ");
  const lines = (flags: readonly Flag[], condition: string) =>
    flags.map(({ short, long, help, value }) => {
      const parts = [`complete -c ${program} -n ${single(condition)}`, `-l ${long.replace(/^--/, "")}`];
      if (short) parts.push(`-s ${short.slice(1)}`);
      if (value?.values.length) parts.push(`-x -a ${single(value.values.join(" "))}`);
      else if (value) parts.push(isPath(value.name) ? "-r -F" : "-x");
      return [...parts, `-d ${single(help)}`].join(" ");
    });
  const none = `not __fish_seen_subcommand_from ${names}`;
  return [
    `# fish completion of ${program}: keep it as ~/.config/fish/completions/${program}.fish`,
    ...others.map(({ name, help }) => `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${single(help)}`),
    ...lines(make?.flags ?? [], none),
    ...others.flatMap(({ name, flags }) => lines(flags, `__fish_seen_subcommand_from ${name}`)),
  ].join("\n");
}

function isPath(name: string | undefined): boolean {
  return name === "dir" || name === "file";
}

function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
