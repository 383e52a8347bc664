import { join } from "node:path";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import { shownFrom } from "../../cli/text/quote.js";
import { OURS } from "./merge/lines.js";
import { lookAt } from "./project-file.js";
import type { Record } from "./record.js";

/** The first mark of a conflict that an update has left. */
const MARK = new RegExp(`^<<<<<<< ${OURS}\\r?$`, "m");

/**
 * A file in which a person has not decided yet is no text to merge with: marks would come into marks.
 * @throws {UserError} exit 8, with the files.
 */
export async function refuseUndecided(project: string, { hashes }: Record, cwd: string): Promise<void> {
  const undecided: string[] = [];
  for (const path of hashes.keys()) {
    const found = await lookAt(project, path);
    if (found.kind === "file" && MARK.test(found.bytes.toString())) undecided.push(shownFrom(cwd, join(project, path)));
  }
  if (undecided.length === 0) return;
  const count = undecided.length === 1 ? "one file has" : `${undecided.length} files have`;
  throw new UserError(`${count} conflicts of the last update; nothing was changed`, {
    exitCode: ExitCode.conflicts,
    details: undecided,
    hint: "decide between the sides at each <<<<<<< and update again; update --undo takes the last update back",
  });
}
