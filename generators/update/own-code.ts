import type { Answers } from "../languages/language.js";
import { ownersIn } from "../plan/owner.js";
import { renderProject } from "../plan/render.js";
import type { FileKept } from "./decide.js";
import { lookAt } from "./project-file.js";

/** An answer may stand in the author's code, too, which only the author changes: the lines that it is in now, by file. */
export async function inOwnCode(project: string, before: Answers, after: Answers): Promise<readonly FileKept[]> {
  // Most updates change no answer, and then nothing has to be rendered for this.
  if (before === after) return [];
  const [old, made] = [renderProject(before, []), renderProject(after, [])];
  const kept: FileKept[] = [];
  const ownerOf = ownersIn(after);
  for (const [path, contents] of made) {
    const former = old.get(path);
    if (former === undefined || former.equals(contents) || ownerOf(path) !== "author") continue;
    const found = await lookAt(project, path);
    if (found.kind !== "file") continue;
    const known = new Set([...linesOf(former), ...linesOf(found.bytes)]);
    const lines = linesOf(contents).filter((line) => !known.has(line));
    if (lines.length > 0) {
      kept.push({ path, status: "keep", why: `it is your own code; made anew it has: ${lines.join(" ")}` });
    }
  }
  return kept;
}

function linesOf(contents: Buffer): readonly string[] {
  return contents
    .toString()
    .split("\n")
    .map((line) => line.trim());
}
