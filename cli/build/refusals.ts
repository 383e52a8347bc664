import { alternatives, quoted } from "../../daemon/text.js";
import type { ProjectLanguage } from "../languages/language.js";
import { ExitCode, UserError } from "../run/errors.js";

/** @throws {UserError} for a runtime that the language's projects cannot have (exit code 2). */
export function assertRuntime({ title, runtimes }: ProjectLanguage, runtime: string | undefined): void {
  if (runtime === undefined || runtimes.includes(runtime)) return;
  if (runtimes.length === 0) throw usage(`a ${title} project has no choice of runtime`, "leave --runtime out");
  throw usage(`there is no runtime ${quoted(runtime)}`, `give ${alternatives(runtimes)}`);
}

/** @throws {UserError} where executables are for the machine that makes them (exit code 2). */
export function assertCrosses({ title, runtimes, otherMachines }: ProjectLanguage): void {
  if (runtimes.length > 0) return;
  if (otherMachines !== undefined) throw usage(`build --target is not for a ${title} project`, otherMachines);
  throw usage(
    `a ${title} project is built for the machine that builds it`,
    "leave --target out, and build on a machine of each kind",
  );
}

function usage(message: string, hint: string): UserError {
  return new UserError(message, { exitCode: ExitCode.usage, hint });
}
