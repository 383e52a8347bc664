import { inSingleQuotes } from "../../../cli/text/quote.js";
import { type Completed, type Flag, isPath } from "./completed.js";

export function zshScript(program: string, commands: readonly Completed[]): string {
  const [make, ...others] = commands;
  const specs = (flags: readonly Flag[]) => flags.map((flag) => `    ${zshSpec(flag)} \\`);
  return [
    `#compdef ${program}`,
    `# zsh completion of ${program}: keep it as _${program} in a folder of $fpath.`,
    "_create_laniakea_plugin() {",
    "  local -a commands",
    "  commands=(",
    ...others.map(({ name, help }) => `    ${inSingleQuotes(`${name}:${help}`)}`),
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
    // As a file of $fpath this is the body of a function that zsh has called already; sourced, it registers itself.
    `if [[ $funcstack[1] == _${program} ]]; then _create_laniakea_plugin "$@"; else compdef _create_laniakea_plugin ${program}; fi`,
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
  return `${names}${inSingleQuotes(`[${text}]${argument}`)}`;
}
