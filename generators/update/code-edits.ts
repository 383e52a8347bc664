import type { Answers } from "../languages/language.js";
import { ownersIn } from "../plan/owner.js";
import type { FileChange } from "./decide.js";
import type { Migration } from "./migrations/migration.js";
import { migrationsFor } from "./migrations/registry.js";
import { lookAt } from "./project-file.js";

/** What migrations would do to one of the author's files; `why` has their sentences. */
export type CodeEdit = FileChange & { readonly status: "migrate"; readonly before: Buffer; readonly after: Buffer };

/** What the author's code needs for the newer SDK. Nothing of it is written unless somebody agrees. */
export async function codeEdits(
  project: string,
  paths: Iterable<string>,
  answers: Answers,
  migrations: readonly Migration[] = migrationsFor(answers.language),
): Promise<readonly CodeEdit[]> {
  const edits: CodeEdit[] = [];
  const ownerOf = ownersIn(answers);
  for (const path of paths) {
    const found = ownerOf(path) === "author" ? await lookAt(project, path) : undefined;
    if (found?.kind !== "file") continue;
    const edit = rewritten(path, found.bytes, migrations);
    if (edit !== undefined) edits.push(edit);
  }
  return edits;
}

function rewritten(path: string, before: Buffer, migrations: readonly Migration[]): CodeEdit | undefined {
  let text = before.toString("utf8");
  const sentences: string[] = [];
  for (const { rewrite, sentence } of migrations) {
    const next = rewrite?.(path, text) ?? text;
    if (next !== text) sentences.push(sentence);
    text = next;
  }
  if (sentences.length === 0) return undefined;
  return { path, status: "migrate", before, after: Buffer.from(text), why: sentences.join(" ") };
}
