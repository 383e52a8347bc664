import { randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { lstat, mkdir, readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { isAlive } from "../../cli/files/process-alive.js";
import { sha256 } from "../../cli/files/sha256.js";

/** Long names must leave room for the suffix of the staging folder. */
const MAX_NAME = 100;
/** ms after which nobody still writes into a staging folder: it takes less than a second. */
const STALE_AFTER = 24 * 60 * 60 * 1000;

/**
 * Makes the folder in which a project is put together before it goes to its place. Its name says whose it is, so that one that
 * a killed run left behind can be told from one that is in use.
 */
export async function makeStaging(parent: string, target: string): Promise<string> {
  const staging = join(parent, `${prefixOf(target)}${machine()}-${process.pid}-${randomBytes(4).toString("hex")}`);
  await mkdir(staging, { mode: 0o700 });
  return staging;
}

/** Names in `folder` of staging folders for `target` whose run was killed. */
export async function leftBehind(folder: string, target: string, now = Date.now()): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const stale = await Promise.all(names.map((name) => isLeftBehind(folder, name, target, now)));
  return names.filter((_, index) => stale[index]);
}

/** Never fails: it is only tidying. */
export async function removeLeftBehind(folder: string, target: string): Promise<void> {
  for (const name of await leftBehind(folder, target)) {
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function isLeftBehind(folder: string, name: string, target: string, now: number): Promise<boolean> {
  if (!name.startsWith(prefixOf(target))) return false;
  const [, owner, pid] = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name.slice(prefixOf(target).length)) ?? [];
  if (owner === undefined) return false;
  const found = await lstat(join(folder, name)).catch(() => undefined);
  if (!found?.isDirectory()) return false;
  // Another machine or container that has the folder, too: its processes cannot be seen from here.
  return (owner === machine() && !isAlive(Number(pid))) || now - found.mtimeMs > STALE_AFTER;
}

function prefixOf(target: string): string {
  return `.${basename(target).slice(0, MAX_NAME)}.create-`;
}

/** Where process ids mean the same as here. */
function machine(): string {
  return sha256(`${hostname()} ${processIds()}`).slice(0, 8);
}

/** Linux has several sets of process ids on one machine, one per container. */
function processIds(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
