import { type Program, readProgram } from "../../sdk/typescript/src/testing/format/program.js";
import type { Target } from "../languages/target.js";
import { ExitCode, UserError } from "../run/errors.js";

/**
 * Looks at an executable that this machine may not be able to start.
 * @throws {UserError} when it is not one for its target (exit code 5).
 */
export async function lookAt(path: string, target: Target): Promise<Program> {
  const program = await readProgram(path);
  const problem = program === undefined ? "it is no program" : problemOf(program, target);
  if (program !== undefined && problem === undefined) return program;
  throw new UserError(`the executable for ${target.name} was made, but ${problem}`, {
    exitCode: ExitCode.buildFailed,
    hint: "this is a fault of the build tools; remove their cache folder and build again",
  });
}

function problemOf(program: Program, target: Target): string | undefined {
  const kind = ({ platform, arch, libc }: Program | Target) => [platform, arch, libc].filter(Boolean).join(" ");
  if (kind(program) !== kind(target)) return `it is one for ${kind(program)}`;
  return program.signed === false ? "it has no signature, without which macOS does not start it" : undefined;
}
