import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { isAlive } from "./process-alive.js";

export const PYTHON_TEMPLATE = fileURLToPath(new URL("../templates/python/", import.meta.url));
export const PYTHON_PLUGINS = fileURLToPath(new URL("python-plugins/", import.meta.url));
const LOCK = join(PYTHON_TEMPLATE, "requirements.lock");
const CACHE = fileURLToPath(new URL("../node_modules/.cache/python/", import.meta.url));
const PYTHON = process.platform === "win32" ? "python" : "python3";
const IN_VENV = process.platform === "win32" ? join("Scripts", "python.exe") : join("bin", "python");

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

function pythonVersion(): string | undefined {
  const question = "import ensurepip, sys, venv; assert sys.version_info >= (3, 10); print(sys.version, sys.prefix)";
  try {
    return execFileSync(PYTHON, ["-c", question], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

/** The Python of an environment with everything in the template's lock; made the first time. */
export async function pythonEnv(): Promise<string> {
  const folder = await made("venv", [readFileSync(LOCK)], async (unfinished) => {
    await execa(PYTHON, ["-m", "venv", unfinished]);
    // The environment is moved when it is done: nothing but its Python may be called by a path.
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", LOCK];
    await execa(join(unfinished, IN_VENV), pip);
  });
  return join(folder, IN_VENV);
}

/** A folder in the cache that `make` fills, unless one of the same kind, Python and sources is there. */
export async function made(
  kind: string,
  sources: ReadonlyArray<string | Buffer>,
  make: (unfinished: string) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256").update(pythonVersion() ?? "");
  for (const source of sources) hash.update(source).update("\0");
  const folder = join(CACHE, `${kind}-${hash.digest("hex").slice(0, 16)}`);
  mkdirSync(CACHE, { recursive: true });
  // Test files run side by side, and this takes a minute: the second one waits.
  while (!existsSync(folder)) {
    if (!takeLock(`${folder}.lock`)) await sleep(200);
    else await makeOnce(folder, make).finally(() => rmSync(`${folder}.lock`, { force: true }));
  }
  return folder;
}

async function makeOnce(folder: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  renameSync(unfinished, folder);
}

/** A lock of a process that is gone counts for nothing. */
function takeLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const owner = Number(existsSync(file) ? readFileSync(file, "utf8") : 0);
    if (owner > 0 && !isAlive(owner)) rmSync(file, { force: true });
    return false;
  }
}

/** The plugins in test/python-plugins as executables: a package with the runtime, started as `python -m` does. */
export class PythonPlugins {
  readonly folder = mkdtempSync(join(tmpdir(), "python-plugins-"));

  /** @param source the plugin's own file; default test/python-plugins/NAME.py. */
  async script(name: string, source = pluginSource(name)): Promise<string> {
    const python = await pythonEnv();
    const root = join(this.folder, name);
    const pythonPackage = `laniakea_${name}`;
    const inRoot = join(root, pythonPackage);
    await cp(join(PYTHON_TEMPLATE, "src", "_package_"), inRoot, { recursive: true });
    const entry = readFileSync(join(inRoot, "__main__.py.ejs"), "utf8");
    writeFileSync(join(inRoot, "__main__.py"), entry.replaceAll("<%- pythonPackage %>", pythonPackage));
    writeFileSync(join(inRoot, "plugin.py"), source);
    const script = join(root, name);
    writeFileSync(script, `#!/bin/sh\nPYTHONPATH='${root}' exec '${python}' -m ${pythonPackage}\n`, { mode: 0o755 });
    return script;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function pluginSource(name: string): string {
  return readFileSync(join(PYTHON_PLUGINS, `${name}.py`), "utf8");
}
