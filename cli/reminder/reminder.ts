import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../files/cache-folder.js";
import { RECORD_FILE } from "../languages/record-file.js";
import { isCi } from "../run/environment.js";
import { isNewer } from "../text/newer.js";

const GENERATOR = "create-laniakea-plugin";
const DAY_MS = 24 * 60 * 60 * 1_000;
/** What npm has answered last; its time is when it was asked. */
const LATEST_FILE = "latest-version.txt";
/** Its time is when somebody was told. */
const TOLD_FILE = "latest-version.told";
const VERSION = /^\d+\.\d+\.\d+$/;

export interface ReminderOptions {
  readonly quiet: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly stderr?: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly now?: number;
  /** Asks npm in the background and writes its answer to a file. */
  readonly ask?: (file: string) => void;
}

/**
 * Says at most once a day that a newer version than the project's is there. It waits for nothing: npm, which knows its registry, its
 * proxy and its cache, is asked in the background, for the next time. Nothing is said and nobody is asked in a CI, without a
 * terminal, with `--quiet` or with NO_UPDATE_NOTIFIER.
 */
export async function remind(project: string, options: ReminderOptions): Promise<void> {
  const { quiet, env = process.env, stderr = process.stderr, now = Date.now(), ask = askNpm } = options;
  if (quiet || isCi(env) || env["NO_UPDATE_NOTIFIER"] !== undefined || stderr.isTTY !== true) return;
  try {
    const folder = cacheFolder(env);
    await mkdir(folder, { recursive: true });
    const version = await versionOf(project);
    const latest = (await readFile(join(folder, LATEST_FILE), "utf8").catch(() => "")).trim();
    const isNews = VERSION.test(latest) && version !== undefined && isNewer(latest, version);
    if (isNews && (await ageOf(join(folder, TOLD_FILE), now)) >= DAY_MS) {
      stderr.write(`${GENERATOR} ${latest} is there; this project is of ${version}: npx ${GENERATOR}@latest update\n`);
      await touch(join(folder, TOLD_FILE), now);
    }
    if ((await ageOf(join(folder, LATEST_FILE), now)) >= DAY_MS) {
      await touch(join(folder, LATEST_FILE), now);
      ask(join(folder, LATEST_FILE));
    }
  } catch {
    // Whatever keeps it from being said: nobody asked for it.
  }
}

async function versionOf(project: string): Promise<string | undefined> {
  const record = JSON.parse(await readFile(join(project, RECORD_FILE), "utf8")) as { generator?: { version?: string } };
  return record.generator?.version;
}

/** In ms; endless where there is no such file. */
async function ageOf(file: string, now: number): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found === undefined ? Number.POSITIVE_INFINITY : now - found.mtimeMs;
}

/** What it has stays until npm has answered. */
async function touch(file: string, now: number): Promise<void> {
  await writeFile(file, "", { flag: "a" });
  await utimes(file, now / 1_000, now / 1_000);
}

function askNpm(file: string): void {
  const output = openSync(file, "w");
  try {
    const child = spawn("npm", ["view", GENERATOR, "version", "--loglevel=silent"], {
      detached: true,
      stdio: ["ignore", output, "ignore"],
      shell: process.platform === "win32",
    });
    child.on("error", () => {});
    child.unref();
  } finally {
    closeSync(output);
  }
}
