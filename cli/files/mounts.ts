import { readFileSync, realpathSync } from "node:fs";
import { dirname } from "node:path";

/** Where a file system, or a part of one, is put into the tree. */
export interface Mount {
  readonly point: string;
  /** Such as `rw` and `noexec`. */
  readonly options: readonly string[];
}

/** The mount that a path is on, or will be once it is made. Undefined where the system does not tell: only Linux does (proc(5), mountinfo). */
export function mountOf(path: string): Mount | undefined {
  const real = realPath(path);
  let found: Mount | undefined;
  for (const mount of mounts()) {
    const isAbove = mount.point === "/" || real === mount.point || real.startsWith(`${mount.point}/`);
    // Of two at the same place the later one is seen.
    if (isAbove && mount.point.length >= (found?.point.length ?? 0)) found = mount;
  }
  return found;
}

/** Whether something is mounted on the very path, which can then not be replaced by another file. */
export function isMountPoint(path: string): boolean {
  return mountOf(path)?.point === realPath(path);
}

function mounts(): readonly Mount[] {
  try {
    const lines = readFileSync("/proc/self/mountinfo", "utf8").trimEnd().split("\n");
    return lines.map((line) => {
      const [, , , , point = "", options = ""] = line.split(" ");
      return { point: unescaped(point), options: options.split(",") };
    });
  } catch {
    return [];
  }
}

/** A blank is `\040` there. */
function unescaped(point: string): string {
  return point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : realPath(parent);
  }
}
