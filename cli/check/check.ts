import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { PluginType } from "../../daemon/handshake.js";
import { conform, type Conformance, type ConformOptions } from "../../sdk/typescript/src/testing/conform.js";
import { taskCommand } from "../languages/detect.js";
import { settingsEnvironment } from "../project/settings.js";
import { ExitCode, UserError } from "../run/errors.js";

export interface CheckOptions extends Omit<ConformOptions, "signal" | "env"> {
  readonly executable: string;
  /** The folder of its project, whose settings it is given; default: it has those beside it. */
  readonly project?: string;
  /** The type that it is registered as; default: whichever it serves. */
  readonly type?: PluginType;
  readonly signal: AbortSignal;
}

/**
 * Drives an executable as the daemon would.
 * @throws {UserError} with exit code 2 when there is no such file. A plugin that fails is a result, not an error.
 * @throws the signal's reason when aborted.
 */
export async function check({ executable, project, ...options }: CheckOptions): Promise<Conformance> {
  const file = await stat(executable).catch(() => undefined);
  if (!file?.isFile()) {
    throw new UserError(`there is no executable at ${executable}`, {
      exitCode: ExitCode.usage,
      hint: `build it first: ${await taskCommand(dirname(dirname(executable)), "build")}`,
    });
  }
  const env = project === undefined ? {} : await settingsEnvironment(project);
  return await conform(executable, { ...options, env });
}
