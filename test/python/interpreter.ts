import { execFileSync } from "node:child_process";

export const PYTHON = process.platform === "win32" ? "python" : "python3";

/**
 * For `describe.runIf(...)`: without a Python that can make environments the tests are skipped with a line that says so.
 * @throws when CI is set: there a skipped proof is a failure.
 */
export function pythonIsThere(): boolean {
  if (pythonVersion() !== undefined) return true;
  const needed = "Python 3.10 or newer with venv and ensurepip";
  if (process.env["CI"] !== undefined) throw new Error(`${needed} is not on the PATH, and CI must run its tests`);
  console.log(`skipped: ${needed} is not on the PATH; the tests of Python plugins need it`);
  return false;
}

/** With what tells it from others of the same version; undefined when it cannot make environments. */
export function pythonVersion(): string | undefined {
  const question = "import ensurepip, sys, venv; assert sys.version_info >= (3, 10); print(sys.version, sys.prefix)";
  try {
    return execFileSync(PYTHON, ["-c", question], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}
