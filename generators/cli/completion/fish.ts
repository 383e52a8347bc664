import { inSingleQuotes } from "../../../cli/text/quote.js";
import { type Completed, type Flag, isPath } from "./completed.js";

export function fishScript(program: string, commands: readonly Completed[]): string {
  const [make, ...others] = commands;
  const names = others.map(({ name }) => name).join(" ");
  const lines = (flags: readonly Flag[], condition: string) =>
    flags.map(({ short, long, help, value }) => {
      const parts = [`complete -c ${program} -n ${inSingleQuotes(condition)}`, `-l ${long.replace(/^--/, "")}`];
      if (short) parts.push(`-s ${short.slice(1)}`);
      if (value?.values.length) parts.push(`-x -a ${inSingleQuotes(value.values.join(" "))}`);
      else if (value) parts.push(isPath(value.name) ? "-r -F" : "-x");
      return [...parts, `-d ${inSingleQuotes(help)}`].join(" ");
    });
  const none = `not __fish_seen_subcommand_from ${names}`;
  return [
    `# fish completion of ${program}: keep it as ~/.config/fish/completions/${program}.fish`,
    ...others.map(
      ({ name, help }) => `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${inSingleQuotes(help)}`,
    ),
    ...lines(make?.flags ?? [], none),
    ...others.flatMap(({ name, flags }) => lines(flags, `__fish_seen_subcommand_from ${name}`)),
  ].join("\n");
}
