import { alternatives } from "../../daemon/text.js";
import type { Row } from "../answers/switches.js";

/** How the command itself behaves: never part of an answers file. */
export type ModeKey =
  "answers" | "yes" | "dryRun" | "diff" | "json" | "plain" | "quiet" | "verbose" | "describe" | "completion";

export interface Mode extends Row {
  readonly key: ModeKey;
}

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

export const MODES: readonly Mode[] = [
  {
    key: "answers",
    flag: "--answers <file>",
    help: "take answers from a JSON or YAML file, - for stdin; flags overrule it",
  },
  { key: "yes", flag: "-y, --yes", help: "ask nothing; take the default for all that is not given" },
  {
    key: "dryRun",
    flag: "--dry-run",
    help: "write nothing; list the files, the change of the config and the commands",
  },
  { key: "diff", flag: "--diff", help: "as --dry-run, and show every change line by line" },
  { key: "json", flag: "--json", help: "print one JSON document on stdout, also when it fails" },
  {
    key: "plain",
    flag: "--plain",
    help: "ask line by line, for screen readers and simple terminals (also: TERM=dumb)",
  },
  { key: "quiet", flag: "-q, --quiet", help: "show errors only" },
  {
    key: "verbose",
    flag: "--verbose",
    help: "show all output of the install and of the build, and the stack of an internal error",
  },
  {
    key: "describe",
    flag: "--describe",
    help: "print the answers that there are, as JSON Schema, and do nothing else",
  },
  {
    key: "completion",
    flag: "--completion <shell>",
    help: `print a completion script for ${alternatives(SHELLS)}, and do nothing else`,
    values: SHELLS,
  },
];
