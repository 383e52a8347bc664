import { readFileSync } from "node:fs";
import { freemem } from "node:os";
import { ExitCode, UserError } from "../../run/errors.js";
import { RUNTIME_TITLES, type RuntimeName } from "./toolchain/runtime.js";

/**
 * What making an executable takes, in MB of memory: a compile by Bun, or pkg and postject, which have the executable in memory several
 * times over.
 */
export const NEEDS_MB: Readonly<Record<RuntimeName, number>> = { node: 800, bun: 260 };

/** Bytes in what is called MB here. */
export const MB = 1e6;

interface Limits {
  /** What the system can give without its swap space, in bytes; default: what it says. */
  readonly system?: number;
  /** Reads a file of a control group; undefined where it is not there. */
  readonly read?: (file: string) => string | undefined;
}

/**
 * Bytes of memory that this process may still take: the system's with its swap space, or less where a control group has a limit, as in
 * a container. Pages of files that the system can drop count as free, which they do not in what Node.js says.
 */
export function availableMemory({ system = freemem(), read = readText }: Limits = {}): number {
  const swap = Number(/^SwapFree: +(\d+) kB/m.exec(read("/proc/meminfo") ?? "")?.[1] ?? 0) * 1024;
  const rooms = groups(read).map((files) => roomIn(files, read));
  return Math.max(0, Math.min(system + swap, ...rooms));
}

interface GroupFiles {
  readonly limit: string;
  readonly usage: string;
  readonly stat: string;
}

const ROOT = "/sys/fs/cgroup";

/** The groups that this process is in, and those above them: version 2 has one tree, version 1 one a controller (cgroups(7)). */
function groups(read: (file: string) => string | undefined): GroupFiles[] {
  return (read("/proc/self/cgroup") ?? "").split("\n").flatMap((line) => {
    const [, controllers = "", path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === "") return [];
    if (controllers === "")
      return foldersOf(ROOT, path).map((folder) => filesIn(folder, "memory.max", "memory.current"));
    if (!controllers.split(",").includes("memory")) return [];
    const names = ["memory.limit_in_bytes", "memory.usage_in_bytes"] as const;
    return foldersOf(`${ROOT}/memory`, path).map((folder) => filesIn(folder, ...names));
  });
}

/** In a container the path may be the host's, and only the root is there. */
function foldersOf(root: string, path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return [root, ...parts.map((_, index) => `${root}/${parts.slice(0, index + 1).join("/")}`)];
}

function filesIn(folder: string, limit: string, usage: string): GroupFiles {
  return { limit: `${folder}/${limit}`, usage: `${folder}/${usage}`, stat: `${folder}/memory.stat` };
}

/** A group without a limit says `max`, or a number that no machine has. */
function roomIn({ limit, usage, stat }: GroupFiles, read: (file: string) => string | undefined): number {
  const bytes = numberIn(read(limit));
  if (bytes === undefined) return Infinity;
  const ofFiles = numberIn(/^(?:total_)?inactive_file (\d+)/m.exec(read(stat) ?? "")?.[1]) ?? 0;
  return bytes - Math.max(0, (numberIn(read(usage)) ?? 0) - ofFiles);
}

function numberIn(text: string | undefined): number | undefined {
  const number = Number.parseInt(text ?? "", 10);
  return Number.isFinite(number) ? number : undefined;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** What to do where memory does not do for a build. */
export function withLessMemory(runtime: RuntimeName, target: string): string {
  const elsewhere = `build on a larger machine with --target ${target}`;
  return runtime === "node" ? `build with --runtime bun, which takes ${NEEDS_MB.bun} MB, or ${elsewhere}` : elsewhere;
}

/** Why this machine lacks the memory to make an executable; undefined where it does not. Only Linux tells what it can free. */
export function memoryProblem(
  runtime: RuntimeName,
  target: string,
  available = availableMemory(),
): UserError | undefined {
  const [needed, free] = [NEEDS_MB[runtime], Math.floor(available / MB)];
  if (process.platform !== "linux" || free >= needed) return undefined;
  return new UserError(
    `an executable of ${RUNTIME_TITLES[runtime]} takes about ${needed} MB of memory to make, and ${free} MB are free`,
    { exitCode: ExitCode.buildFailed, hint: withLessMemory(runtime, target) },
  );
}
