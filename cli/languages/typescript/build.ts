import { join } from "node:path";
import { inStep } from "../../run/step.js";
import { bundle, ENTRY } from "./bundle.js";
import { makeExecutable } from "./executable.js";
import type { Recipe } from "../recipe.js";
import { ensureToolchain } from "./toolchain/toolchain.js";
import { typecheck } from "./typecheck.js";

/** TypeScript: one bundle, put into a copy of the pinned Node. */
export const recipe: Recipe = {
  mustSpeak: `${ENTRY} has to call serve(plugin)`,
  async make({ project, work, made, signal, progress, onWarning }) {
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
  },
};
