import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { personalEnv, ROOT } from "../create/support/cli.js";

const CACHE = join(ROOT, "node_modules/.cache/test-tools");

/**
 * Packages from the registry, once per checkout.
 * @param specs with their exact versions.
 * @returns the folder that has its node_modules; undefined, with a line that says so, where the registry does not give it.
 * @throws when CI is set: there a skipped proof is a failure.
 */
export function installed(...specs: readonly string[]): Promise<string | undefined> {
  const what = specs.join(" ");
  return once(what.replaceAll(/\W/g, "-"), what, async (folder) => {
    await writeFile(join(folder, "package.json"), '{ "private": true }');
    await npm(folder, "install", ...specs);
  });
}

/** The executable of another version of Node.js, likewise. */
export async function installedNode(version: string): Promise<string | undefined> {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const folder = await once(`node-${version}`, `Node.js ${version}`, async (unfinished) => {
    await writeFile(join(unfinished, "package.json"), '{ "private": true }');
    await npm(unfinished, "install", `${name}@${version}`);
    // Its headers and manuals are as large again.
    await rename(join(unfinished, "node_modules", name, "bin", file), join(unfinished, file));
    await rm(join(unfinished, "node_modules"), { recursive: true });
  });
  return folder && join(folder, file);
}

/** The packages of a lock file, likewise. @param pinned the folder that has it, with its package.json. */
export async function installedFromLock(pinned: string): Promise<string | undefined> {
  const lock = await readFile(join(pinned, "package-lock.json"));
  const name = `lock-${createHash("sha256").update(lock).digest("hex").slice(0, 16)}`;
  return once(name, pinned, async (folder) => {
    for (const file of ["package.json", "package-lock.json"]) await copyFile(join(pinned, file), join(folder, file));
    await npm(folder, "ci", "--ignore-scripts");
  });
}

/** Test files run side by side: each installs into a folder of its own, and the first to be done gives it its name. */
async function once(name: string, what: string, fill: (folder: string) => Promise<void>): Promise<string | undefined> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, "unfinished-"));
  try {
    await fill(unfinished);
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } catch (error) {
    if (process.env["CI"]) throw error;
    console.log(`skipped: ${what} cannot be installed from the registry`);
    return undefined;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)("npm", [...args, "--prefer-offline", "--no-audit", "--no-fund"], {
    cwd,
    env: personalEnv(),
  });
}
