import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { childError } from "../../process/child-error.js";
import { ExitCode, UserError } from "../../run/errors.js";
import { inStep } from "../../run/step.js";
import type { MakeOptions } from "../language.js";
import { compile } from "./compile.js";

/** What Go fetches is progress; an error message is better off without it. */
const CHATTER = /^go: downloading /;

/**
 * One static executable.
 * @throws {UserError} exit 5, or 4 without Go.
 */
export async function make({ project, outputs: [output], signal, progress }: MakeOptions): Promise<readonly string[]> {
  if (output === undefined) return [];
  const { made } = output;
  await mkdir(dirname(made), { recursive: true });
  await inStep(progress, "Making the executable", async (step) => {
    const failed = await compile(project, made, { signal, onLine: (line) => step.update(line) });
    if (failed === undefined) return;
    if (failed.notFound) throw goIsMissing();
    throw await childError("Go could not make the executable", failed, {
      step: "executable",
      hint: "correct what it names, then build again",
      isChatter: (line) => CHATTER.test(line),
    });
  });
  return ["Go"];
}

export function goIsMissing(): UserError {
  return new UserError("go is not on the PATH", {
    exitCode: ExitCode.toolMissing,
    hint: "install Go: https://go.dev/dl",
  });
}
