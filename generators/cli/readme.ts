import { QUESTIONS } from "../answers/questions.js";
import { SWITCHES } from "../answers/switches.js";
import { HARDWARE, NO_HARDWARE } from "../languages/hardware-table.js";
import { MODES } from "./modes.js";

/** The flags as README.md shows them: from the same tables as `--help`. */
export function flagsTable(): string {
  const rows = [...QUESTIONS, ...SWITCHES, ...MODES].map(
    ({ flag, help }) => `| \`${flag}\` | ${help.replaceAll("|", "\\|")} |`,
  );
  return ["| flag | what it says |", "|---|---|", ...rows].join("\n");
}

/** The sources as README.md shows them. */
export function sourcesTable(): string {
  const rows = HARDWARE.filter(({ name }) => name !== NO_HARDWARE).map(({ name, description, settings, commands }) => {
    const keys = settings.map(({ key }) => `\`${key}\``).join(", ");
    const calls = commands.map(({ call }) => `\`${String(call["command"])}\``).join(", ");
    return `| \`${name}\` | ${description} | ${keys} | ${calls} |`;
  });
  return ["| `--source` | what it reads | settings | commands of a controller |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}
