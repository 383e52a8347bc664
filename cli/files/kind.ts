import type { Stats } from "node:fs";

/** What is at a place, in words, such as `a link`. */
export function kindOf(found: Stats): string {
  if (found.isSymbolicLink()) return "a link";
  if (found.isDirectory()) return "a folder";
  return found.isFile() ? "a file" : "no file";
}
