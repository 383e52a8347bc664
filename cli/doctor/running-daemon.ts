import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { FACTS } from "../../daemon/facts.js";

/**
 * The process id of the daemon that runs on `folder`, on Linux. It keeps its database locked from the end of its start to
 * its own end (kvdb/db.go: bbolt takes flock(2)), and nobody else does so: no guess by names or ports. Undefined when there
 * is none, or where the system does not say who holds a lock.
 */
export async function runningDaemon(folder: string): Promise<number | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    const database = await stat(await realpath(join(folder, FACTS.file.database)), { bigint: true });
    const locks = await readFile("/proc/locks", "latin1");
    for (const { pid, device } of exclusiveLocks(locks, database.ino)) {
      const open = await hasOpen(pid, database);
      // Another user's process does not show its files; some file systems show another device.
      if (open ?? device === deviceOf(database.dev)) return pid;
    }
  } catch {
    // No database, no /proc: nothing is known.
  }
  return undefined;
}

/** Lines such as "3: FLOCK  ADVISORY  WRITE 4711 08:01:1234567 0 EOF" (proc(5)). */
function exclusiveLocks(locks: string, inode: bigint): { pid: number; device: string }[] {
  return [...locks.matchAll(/ FLOCK +ADVISORY +WRITE (\d+) ([0-9a-f]+:[0-9a-f]+):(\d+) /g)].flatMap(
    ([, pid = "", device = "", number = ""]) => (number === String(inode) ? [{ pid: Number(pid), device }] : []),
  );
}

async function hasOpen(pid: number, file: { dev: bigint; ino: bigint }): Promise<boolean | undefined> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  for (const name of names) {
    const open = await stat(join(folder, name), { bigint: true }).catch(() => undefined);
    if (open?.dev === file.dev && open.ino === file.ino) return true;
  }
  return false;
}

/** As /proc/locks writes it: major and minor number in hexadecimal. */
function deviceOf(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  return `${hex(major)}:${hex(minor)}`;
}

function hex(value: bigint): string {
  return value.toString(16).padStart(2, "0");
}
