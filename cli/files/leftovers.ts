import { randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { sha256 } from "./contents/sha256.js";

/** ms after which nobody still uses a temporary file: the longest work, a first build on a slow line, takes minutes. */
const STALE_AFTER = 24 * 60 * 60 * 1000;
/** The machine, the process, and something that makes the name new. */
const MARK = /^([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/;

/** How the names of one kind of temporary files begin and end; between the two stands who made the file. */
export interface TemporaryKind {
  readonly prefix: string;
  readonly suffix?: string;
  /** Nobody else has names that begin so: one without a mark, which another program of ours has made, goes by its age. */
  readonly allOurs?: boolean;
}

/** A new name. It says whose file it is, so that one that a killed run left behind can be told from one in use. */
export function temporaryName({ prefix, suffix = "" }: TemporaryKind): string {
  return `${prefix}${machine()}-${process.pid}-${randomBytes(4).toString("hex")}${suffix}`;
}

/**
 * Makes a temporary folder, for this user alone, and removes those of its kind that killed runs have left beside it.
 * @throws the system's error.
 */
export async function makeTemporaryFolder(parent: string, kind: TemporaryKind): Promise<string> {
  removeLeftovers(parent, kind);
  const folder = join(parent, temporaryName(kind));
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

/** The names in `folder` of temporary files whose run was killed; none where the folder cannot be read. */
export function leftovers(folder: string, kind: TemporaryKind, now = Date.now()): readonly string[] {
  return namesIn(folder).filter((name) => isLeftover(folder, name, kind, now));
}

/** Never fails: it is only tidying. */
export function removeLeftovers(folder: string, kind: TemporaryKind): void {
  for (const name of leftovers(folder, kind)) {
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // Somebody else's, or somebody else was quicker.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isLeftover(
  folder: string,
  name: string,
  { prefix, suffix = "", allOurs = false }: TemporaryKind,
  now: number,
): boolean {
  if (!name.startsWith(prefix) || !name.endsWith(suffix)) return false;
  const [, owner, pid] = MARK.exec(name.slice(prefix.length, name.length - suffix.length)) ?? [];
  if (owner === undefined && !allOurs) return false;
  if (owner === machine() && !isAlive(Number(pid))) return true;
  // Another machine or container that has the folder, too: its processes cannot be seen from here.
  try {
    return now - lstatSync(join(folder, name)).mtimeMs > STALE_AFTER;
  } catch {
    return false;
  }
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

/** A process of another user's, which cannot be signalled, is alive. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
