import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isNewer } from "../../cli/text/newer.js";
import { packageRoot } from "../package-root.js";

/** What CHANGELOG.md says of the versions between two, one text a point. */
export interface News {
  /** What asks for something of the author, first. */
  readonly breaking: readonly string[];
  readonly others: readonly string[];
}

/** A point that is marked so, or below a heading that says so. */
const BREAKING = /^\W*breaking\b/i;

/** @param from the version that the project has; what is newer is told. */
export async function newsSince(from: string, to: string): Promise<News> {
  const text = await readFile(join(packageRoot(), "CHANGELOG.md"), "utf8").catch(() => "");
  return newsIn(text, from, to);
}

export function newsIn(changelog: string, from: string, to: string): News {
  const sections = changelog.split(/^## /m).slice(1);
  const between = sections.filter((section) => {
    const [, version] = /^v?(\d[\w.+-]*)/.exec(section) ?? [];
    return version !== undefined && isNewer(version, from) && !isNewer(version, to);
  });
  const points = between.flatMap((section) => section.split(/^### /m).flatMap(pointsOf));
  return {
    breaking: points.filter(({ isBreaking }) => isBreaking).map(({ text }) => text),
    others: points.filter(({ isBreaking }) => !isBreaking).map(({ text }) => text),
  };
}

function pointsOf(part: string): readonly { text: string; isBreaking: boolean }[] {
  const [, ...points] = part.split(/^- /m);
  return points.map((point) => {
    const text = point.trim().replace(/\s*\n\s*/g, " ");
    return { text, isBreaking: BREAKING.test(part) || BREAKING.test(text) };
  });
}
