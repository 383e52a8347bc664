import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export const ROOT = join(import.meta.dirname, "../../..");
/** The built generator, as npm would start it. */
export const CLI = join(ROOT, "dist/cli.js");

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A folder that is gone after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "create-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The environment of a person at a terminal: nothing of the test runner's, of npm's, or of a CI. */
export function personalEnv(overrides: RunOptions["env"] = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([key]) => !/^(npm_|CI$|VITEST|NODE_ENV$|INIT_CWD$)/i.test(key));
  const all = Object.entries({ ...Object.fromEntries(inherited), NO_UPDATE_NOTIFIER: "1", ...overrides });
  return Object.fromEntries(all.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

export function start(
  args: readonly string[],
  { cwd, env }: RunOptions,
): { child: ChildProcess; ended: Promise<Outcome> } {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: personalEnv(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, ended: outcomeOf(child) };
}

/** What a child process printed, and how it ended. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

export function run(args: readonly string[], options: RunOptions): Promise<Outcome> {
  return start(args, options).ended;
}

/** What a fake npm does to have linked the programs of the project's scripts. */
export const LINKS = "mkdir -p node_modules/.bin; (cd node_modules/.bin && touch laniakea-plugin tsx oxlint tsc)";
/** What it does to have installed something. */
export const INSTALLS = `mkdir -p node_modules/laniakea-plugin-sdk; ${LINKS}`;

/** Puts a shell script called `npm` first on the PATH; `install` is what it does for `npm install`. */
export async function fakeNpm(folder: string, install: string): Promise<{ PATH: string }> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo 11.0.0; exit 0; fi\n${install}\n`;
  await writeFile(join(bin, "npm"), script);
  await chmod(join(bin, "npm"), 0o755);
  return { PATH: [bin, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter) };
}

/** All names in a folder, hidden ones too: a staging folder would be among them. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).sort();
}
