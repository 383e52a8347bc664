import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, ExecaError } from "execa";

const SOURCE = join(import.meta.dirname, "python");
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/bench-plugin/", import.meta.url));

/** The Python plugin as a PyInstaller single file; undefined, and a line that says why, where it cannot be made. */
export async function pythonExecutable(): Promise<string | undefined> {
  try {
    return await madeBefore((await execa("python3", ["--version"])).stdout);
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    console.log(`skipped: the Python SDK's plugin could not be made: ${error.shortMessage}\n${error.stderr ?? ""}`);
    return undefined;
  }
}

async function madeBefore(version: string): Promise<string> {
  const hash = createHash("sha256").update(version);
  for (const file of ["requirements.txt", "plugin.py"]) hash.update(await readFile(join(SOURCE, file)));
  const folder = join(CACHE, hash.digest("hex").slice(0, 16));
  const executable = join(folder, "py-plugin");
  const isThere = await access(executable).then(
    () => true,
    () => false,
  );
  if (!isThere) await make(folder, executable);
  return executable;
}

async function make(folder: string, executable: string): Promise<void> {
  console.log("Making the Python SDK's plugin: a minute, the first time.");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const venv = join(folder, "venv");
  await execa("python3", ["-m", "venv", venv]);
  const bin = join(venv, "bin");
  const pip = ["install", "--quiet", "--disable-pip-version-check", "--requirement", join(SOURCE, "requirements.txt")];
  await execa(join(bin, "pip"), pip);
  const options = ["--onefile", "--name", "unfinished", "--workpath", "work", "--distpath", ".", "--specpath", "."];
  await execa(join(bin, "pyinstaller"), [...options, join(SOURCE, "plugin.py")], { cwd: folder });
  await rename(join(folder, "unfinished"), executable);
}
