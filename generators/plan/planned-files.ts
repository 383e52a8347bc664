import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { missing } from "../../cli/files/exists.js";
import { kindOf } from "../../cli/files/kind.js";
import { ExitCode, UserError } from "../../cli/run/errors.js";
import type { ProjectFiles } from "./render.js";
import type { Target } from "./target.js";

/** A file of the project, and what making it means for the folder. */
export interface PlannedFile {
  /** In the project, with `/` on every platform. */
  readonly path: string;
  /** "replace" and "same": it is there already, with other or with the same bytes. */
  readonly status: "create" | "replace" | "same";
  readonly contents: Buffer;
  /** What is there now. */
  readonly before: Buffer | undefined;
}

/**
 * Compares a rendered project with what is in its folder.
 * @throws {UserError} exit 3 for a folder, a link or a file that a file of the project cannot replace.
 */
export async function planFiles(files: ProjectFiles, target: Target): Promise<readonly PlannedFile[]> {
  if (!target.exists) {
    return [...files].map(([path, contents]) => ({ path, status: "create", contents, before: undefined }));
  }
  const inTheWay: string[] = [];
  const planned: PlannedFile[] = [];
  for (const [path, contents] of files) {
    const problem = await obstacle(target.path, path);
    const file = problem === undefined ? await compare(target.path, path, contents) : undefined;
    const refusal = problem ?? (file?.status === "replace" ? await readOnly(target.path, path) : undefined);
    if (refusal !== undefined) inTheWay.push(refusal);
    else if (file) planned.push(file);
  }
  if (inTheWay.length === 0) return planned;
  throw new UserError(`${target.path} has what no file of the project can replace`, {
    exitCode: ExitCode.targetInTheWay,
    details: [...new Set(inTheWay)],
    hint: "move it away, or choose another folder",
  });
}

async function compare(project: string, path: string, contents: Buffer): Promise<PlannedFile> {
  const before = await readFile(join(project, path)).catch(missing);
  const status = before === undefined ? "create" : before.equals(contents) ? "same" : "replace";
  return { path, status, contents, before };
}

/** Writing through a link would change something outside the folder. */
async function obstacle(project: string, path: string): Promise<string | undefined> {
  const parts = path.split("/");
  for (const index of parts.keys()) {
    const part = parts.slice(0, index + 1).join("/");
    const found = await lstat(join(project, part)).catch(missing);
    if (found === undefined) return undefined;
    const isLast = index === parts.length - 1;
    if (!(isLast ? found.isFile() : found.isDirectory())) return `${part} is ${kindOf(found)}`;
  }
  return undefined;
}

/** Who made it so does not expect that somebody replaces it; neither the folder's rights nor root's would stop that. */
async function readOnly(project: string, path: string): Promise<string | undefined> {
  const { mode } = await lstat(join(project, path));
  return (mode & 0o222) === 0 ? `${path} is read-only` : undefined;
}
