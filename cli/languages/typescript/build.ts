import { join } from "node:path";
import { inStep } from "../../run/step.js";
import type { MakeOptions } from "../language.js";
import { bundle } from "./bundle.js";
import { makeExecutable } from "./executable.js";
import { ensureToolchain } from "./toolchain/toolchain.js";
import { typecheck } from "./typecheck.js";

/**
 * One bundle, put into a copy of the pinned Node.
 * @throws {UserError} exit 5, or 4 when npm is missing.
 */
export async function make({ project, work, made, signal, progress, onWarning }: MakeOptions): Promise<void> {
  await inStep(progress, "Checking types", () => typecheck(project, signal));
  const code = join(work, "bundle.cjs");
  const warnings = await inStep(progress, "Bundling", () => bundle(project, code));
  for (const warning of warnings) onWarning?.(warning);
  signal.throwIfAborted();
  const toolchain = await ensureToolchain({ project, signal, progress });
  await inStep(progress, "Making the executable", (step) =>
    makeExecutable({
      toolchain,
      bundle: code,
      output: made,
      workFolder: work,
      signal,
      onLine: (line) => step.update(line),
    }),
  );
}
