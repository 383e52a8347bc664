import { type Completed, type Flag, isPath } from "./completed.js";

export function bashScript(program: string, commands: readonly Completed[]): string {
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
