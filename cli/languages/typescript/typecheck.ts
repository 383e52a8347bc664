import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ChildFailed, runChild } from "../../process/child.js";
import { childError } from "../../process/child-error.js";
import { keepLog } from "../../process/failure-log.js";
import { ExitCode, UserError } from "../../run/errors.js";
import { projectRequire } from "./project-require.js";

/** How many lines of the compiler's an error message carries: the first ones cause the others. */
const FIRST_LINES = 20;

/**
 * Runs the project's own TypeScript compiler over it; nothing is written.
 * @throws {UserError} with its first messages when the project does not type-check (exit code 5).
 */
export async function typecheck(project: string, signal: AbortSignal): Promise<void> {
  const compiler = await compilerOf(project);
  const args = [compiler, "--noEmit", "--pretty", "false", "--project", project];
  try {
    await runChild(process.execPath, args, { cwd: project, signal });
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    if (error.signal !== undefined) {
      throw await childError("the TypeScript compiler did not come to its end", error, { step: "types" });
    }
    const lines = error.output;
    const more = lines.length - FIRST_LINES;
    throw new UserError("the TypeScript compiler found errors; nothing was built", {
      exitCode: ExitCode.buildFailed,
      details: more > 0 ? [...lines.slice(0, FIRST_LINES), `… and ${more} more lines`] : lines,
      ...(more > 0 ? { log: await keepLog("types", error) } : {}),
      hint: "correct them, then build again",
      cause: error,
    });
  }
}

/** The compiler's command, by its package's own word: the file has moved between versions. */
async function compilerOf(project: string): Promise<string> {
  const manifest = projectRequire(project).resolve("typescript/package.json");
  const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { bin: { tsc: string } };
  return join(dirname(manifest), bin.tsc);
}
