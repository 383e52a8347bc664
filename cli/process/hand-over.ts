import { spawn } from "node:child_process";
import { ExitCode, UserError } from "../run/errors.js";

/** The package that makes and updates projects. */
const GENERATOR = "create-laniakea-plugin";

/**
 * Lets another version of the generator do what this command was asked for, at the same terminal.
 * @param version a version or a tag of npm's.
 * @throws {UserError} with its exit code when it fails, and exit 4 without npx.
 */
export async function handOver(version: string, args: readonly string[]): Promise<void> {
  const others = withoutTo(args);
  const command = `npx --yes ${GENERATOR}@${version}`;
  const child = spawn("npx", ["--yes", `${GENERATOR}@${version}`, ...others], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("exit", resolve);
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(`${command} could not be started: ${cause.code}`, {
      exitCode: ExitCode.toolMissing,
      hint: "install Node.js with npm (https://nodejs.org)",
      cause,
    });
  });
  if (code === 0) return;
  const known = Object.values(ExitCode).find((exitCode) => exitCode === code);
  throw new UserError(`${command} ended with exit code ${code}`, { exitCode: known ?? ExitCode.buildFailed });
}

function withoutTo(args: readonly string[]): readonly string[] {
  return args.filter((arg, index) => !/^--to(=|$)/.test(arg) && args[index - 1] !== "--to");
}
