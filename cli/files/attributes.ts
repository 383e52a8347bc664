import { spawnSync } from "node:child_process";
import { chmod, chown, stat } from "node:fs/promises";
import type { UserError } from "../run/errors.js";
import { refusal } from "../run/refusal.js";

/** ms that a tool has for one file. */
const PATIENCE = 30_000;

/**
 * Gives a file the owner, the mode, the access list and the extended attributes of another one. Node knows of the first two
 * only; GNU's cp(1) knows them all. On macOS and Windows, owner and mode are all that is given.
 * @param mayBeMine whether a file that everybody may read and run may stay its maker's, where it cannot be given away.
 * @throws {UserError} exit code 7 when any of it cannot be kept: others could then read the file, or could no longer.
 */
export async function copyAttributes(like: string, to: string, { mayBeMine = false } = {}): Promise<void> {
  const wanted = await stat(like);
  const isDone = process.platform === "linux" && copiedByGnu(like, to);
  if (!isDone) await copyOwnerAndMode(wanted, to);
  const { uid, gid, mode } = await stat(to);
  if (uid === wanted.uid && gid === wanted.gid) {
    if (mode !== wanted.mode) throw notKept(like, "its mode");
  } else if (!mayBeMine || (wanted.mode & 0o005) !== 0o005) {
    throw uid === wanted.uid ? notInGroup(like, wanted.gid) : notOwner(like, wanted.uid);
  }
}

/** What somebody is told who may change a file and not give the changed one to its owner. */
export function notOwner(file: string, uid: number): UserError {
  return refusal(
    `${file} belongs to the user with the id ${uid}, and a changed one would be yours`,
    `run this as that user (sudo -u '#${uid}' …) or as root`,
  );
}

function notInGroup(file: string, gid: number): UserError {
  return refusal(
    `${file} belongs to the group with the id ${gid}, and a changed one would not, since you are not in that group`,
    "run this as a user of that group, or as root",
  );
}

function notKept(file: string, what: string): UserError {
  return refusal(
    `${file}: a changed one would lose what the file has: ${what}`,
    "run this as root, or change the file by hand",
  );
}

/** False where cp is another one, which does not know how. */
function copiedByGnu(like: string, to: string): boolean {
  // "all" has what may fail without harm, such as a context of SELinux. The access list comes with the mode.
  const wanted = ["--attributes-only", "--preserve=all", "--preserve=xattr", "--no-preserve=timestamps"];
  const { failure } = run("cp", [...wanted, "--", like, to]);
  if (failure === undefined) return true;
  if (failure !== "" && !/(?:unrecognized|invalid|unknown|unexpected|illegal) (?:option|argument)/.test(failure)) {
    throw notKept(like, failure);
  }
  // Who has set attributes on this machine has the tool that shows them.
  const { stdout } = run("getfattr", ["--dump", "--match=-", "--absolute-names", "--", like]);
  if (stdout.trim() !== "")
    throw notKept(like, "its access list or extended attributes, which this machine's cp does not copy");
  return false;
}

async function copyOwnerAndMode(wanted: { uid: number; gid: number; mode: number }, to: string): Promise<void> {
  // Whether that was permitted is seen afterwards.
  if (process.platform !== "win32") await chown(to, wanted.uid, wanted.gid).catch(() => undefined);
  // After chown, which drops the set-id bits; and past the umask.
  await chmod(to, wanted.mode & 0o7777);
}

interface Ran {
  readonly stdout: string;
  /** The first line of what it said against it; empty when there is no such program. */
  readonly failure?: string;
}

/** Synchronous: the tool is done in less time than a wait for it takes to set up. */
function run(file: string, args: readonly string[]): Ran {
  const env = { ...process.env, LC_ALL: "C" };
  const { error, status, stdout, stderr } = spawnSync(file, args, { env, timeout: PATIENCE, encoding: "utf8" });
  if (error !== undefined) return { stdout: "", failure: isMissing(error) ? "" : error.message };
  return status === 0 ? { stdout } : { stdout: "", failure: stderr.split("\n")[0] || `${file} failed` };
}

function isMissing(error: NodeJS.ErrnoException): boolean {
  return error.code === "ENOENT";
}
