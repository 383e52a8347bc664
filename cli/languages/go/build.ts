import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { childError } from "../../process/child-error.js";
import { ExitCode, UserError } from "../../run/errors.js";
import { inStep } from "../../run/progress/step.js";
import type { MakeOptions } from "../language.js";
import type { Target } from "../target.js";
import { compile } from "./compile.js";

/** What Go fetches is progress; an error message is better off without it. */
const CHATTER = /^go: downloading /;

/**
 * Static executables. Go itself makes those for other machines, too.
 * @throws {UserError} exit 5, or 4 without Go.
 */
export async function make({ project, outputs, signal, progress }: MakeOptions): Promise<readonly string[]> {
  await inStep(progress, outputs.length === 1 ? "Making the executable" : "Making the executables", async (step) => {
    for (const { made, target } of outputs) {
      await mkdir(dirname(made), { recursive: true });
      const onLine = (line: string) => step.update(outputs.length === 1 ? line : `${target.name}: ${line}`);
      const failed = await compile(project, made, { signal, onLine, env: machineEnv(target) });
      if (failed === undefined) continue;
      if (failed.notFound) throw goIsMissing();
      throw await childError("Go could not make the executable", failed, {
        step: "executable",
        hint: "correct what it names, then build again",
        isChatter: (line) => CHATTER.test(line),
      });
    }
  });
  return outputs.map(() => "Go");
}

/** The same machines in Go's words. */
const GOARCH: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** Another machine than those of `--target` is this one, which Go knows by itself. */
function machineEnv({ platform, arch }: Target): Readonly<Record<string, string>> {
  const goarch = GOARCH[arch];
  return goarch === undefined ? {} : { GOOS: platform === "win32" ? "windows" : platform, GOARCH: goarch };
}

export function goIsMissing(): UserError {
  return new UserError("go is not on the PATH", {
    exitCode: ExitCode.toolMissing,
    hint: "install Go: https://go.dev/dl",
  });
}
