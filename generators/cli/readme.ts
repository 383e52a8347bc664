import { QUESTIONS } from "../answers/questions.js";
import { SWITCHES } from "../answers/switches.js";
import { MODES } from "./modes.js";

/** The flags as README.md shows them: from the same tables as `--help`. */
export function flagsTable(): string {
  const rows = [...QUESTIONS, ...SWITCHES, ...MODES].map(
    ({ flag, help }) => `| \`${flag}\` | ${help.replaceAll("|", "\\|")} |`,
  );
  return ["| flag | what it says |", "|---|---|", ...rows].join("\n");
}
