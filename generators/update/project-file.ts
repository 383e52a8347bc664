import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { missing } from "../../cli/files/exists.js";
import { kindOf } from "../../cli/files/kind.js";

/** What a project has at a place. */
export type Found =
  | { readonly kind: "none" }
  | { readonly kind: "file"; readonly bytes: Buffer }
  /** Something that no file of ours may replace; why, in half a sentence. */
  | { readonly kind: "blocked"; readonly why: string };

/** Looks without following links: to write through one would change something elsewhere. */
export async function lookAt(project: string, path: string): Promise<Found> {
  const parts = path.split("/");
  for (const index of parts.keys()) {
    const part = parts.slice(0, index + 1).join("/");
    const found = await lstat(join(project, part)).catch(missing);
    if (found === undefined) return { kind: "none" };
    const isLast = index === parts.length - 1;
    if (!(isLast ? found.isFile() : found.isDirectory()))
      return { kind: "blocked", why: `${part} is ${kindOf(found)}` };
    if (isLast && (found.mode & 0o222) === 0) return { kind: "blocked", why: "it is read-only" };
  }
  return { kind: "file", bytes: await readFile(join(project, path)) };
}
