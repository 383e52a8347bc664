import { join } from "node:path";
import { alternatives } from "../../../../daemon/text.js";
import { readRegularFile } from "../../../files/regular-file.js";
import { ExitCode, UserError } from "../../../run/errors.js";
import { RUNTIME_NAMES, type RuntimeName } from "./runtime.js";

/** What of a package.json is ours. */
const SETTINGS = "laniakea-plugin";

/**
 * What the project's executables are to run on, as its package.json says: `"laniakea-plugin": { "runtime": "bun" }`.
 * Undefined where it says nothing.
 * @throws {UserError} when it says something else (exit code 2).
 */
export async function recordedRuntime(project: string): Promise<RuntimeName | undefined> {
  const text = (await readRegularFile(join(project, "package.json"))).bytes.toString("utf8");
  const { [SETTINGS]: settings } = JSON.parse(text) as { [SETTINGS]?: { runtime?: unknown } };
  const runtime = settings?.runtime;
  const known = RUNTIME_NAMES.find((name) => name === runtime);
  if (runtime === undefined || known !== undefined) return known;
  throw new UserError(`package.json: the "runtime" of "${SETTINGS}" must be ${alternatives(RUNTIME_NAMES)}`, {
    exitCode: ExitCode.usage,
    hint: "correct it, or leave it out: Node.js is taken then",
  });
}
