import { access, type FileHandle, open } from "node:fs/promises";
import { binfmtInterpreter } from "./binfmt.js";
import { readElf } from "./elf.js";
import { LaunchError } from "./launch-error.js";

/** Mach-O cputype; fat binaries hold several and are left to the system. */
const MACH_MACHINES: Readonly<Record<number, string>> = { 16777223: "x64", 16777228: "arm64" };
const MACH_FAT: readonly number[] = [0xcafebabe, 0xbebafeca];
const MACH_64 = 0xfeedfacf;
const LONGEST_SHEBANG = 256;

type Machine = Pick<NodeJS.Process, "platform" | "arch">;

/**
 * Looks at what a file is before it is run.
 *
 * Needed because Node starts programs as a shell would: a file that the system refuses is handed to /bin/sh as a script,
 * whatever is in it. The daemon's own start refuses it (execve: exec format error).
 * A program of another machine is fine where Linux hands it to an emulator.
 * @throws {LaunchError} when this system cannot run it, with why.
 */
export async function checkFormat(
  path: string,
  host: Machine = process,
  interpreterOf = binfmtInterpreter,
): Promise<void> {
  const file = await open(path);
  try {
    const head = await headOf(file);
    if (beginsAsScript(head)) return await checkInterpreter(head, host);
    const elf = await readElf(file);
    const found = elf === undefined ? foreignFormat(head) : { platform: "linux", arch: elf.arch };
    if (found === undefined) throw wrong("it is no program: neither a binary nor a script with a #! line");
    if (!isOfMachine(found, host)) {
      // An emulator has its own loader and libraries.
      if (host.platform === "linux" && (await interpreterOf(path, head)) !== undefined) return;
      throw foreign(found, host);
    }
    if (elf !== undefined) await checkComplete(file, elf.size);
    if (elf?.loader !== undefined) await checkLoader(elf.loader);
  } finally {
    await file.close();
  }
}

/** True for a file that another program interprets, which its first line names. */
export async function isScript(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    return beginsAsScript(await headOf(file));
  } finally {
    await file.close();
  }
}

/** Whether a file looks like a program of any system, by how it begins. A file's mode does not tell: the daemon's keys are executable. */
export async function looksLikeProgram(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const head = await headOf(file);
    return beginsAsScript(head) || foreignFormat(head) !== undefined || (await readElf(file)) !== undefined;
  } finally {
    await file.close();
  }
}

async function headOf(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_SHEBANG), 0, LONGEST_SHEBANG, 0);
  return buffer.subarray(0, bytesRead);
}

function beginsAsScript(head: Buffer): boolean {
  return head.toString("latin1", 0, 2) === "#!";
}

interface Format {
  readonly platform: string;
  /** Undefined where the header does not tell, or tells of several. */
  readonly arch?: string | undefined;
}

function foreignFormat(head: Buffer): Format | undefined {
  if (head.toString("latin1", 0, 2) === "MZ") return { platform: "win32" };
  if (head.length < 8) return undefined;
  if (head.readUInt32LE(0) === MACH_64) return { platform: "darwin", arch: MACH_MACHINES[head.readUInt32LE(4)] };
  return MACH_FAT.includes(head.readUInt32BE(0)) ? { platform: "darwin" } : undefined;
}

function isOfMachine({ platform, arch = "any" }: Format, host: Machine): boolean {
  return platform === host.platform && (arch === "any" || arch === host.arch);
}

function foreign({ platform, arch }: Format, host: Machine): LaunchError {
  const made = arch === undefined ? platform : `${platform} ${arch}`;
  const emulator = host.platform === "linux" ? ", or install an emulator (qemu-user with binfmt, wine)" : "";
  return wrong(
    `it is a program for ${made}, and this machine is ${host.platform} ${host.arch}: build it for this one${emulator}`,
  );
}

async function checkComplete(file: FileHandle, needed: number): Promise<void> {
  const { size } = await file.stat();
  if (size < needed) throw wrong(`it is cut short: ${size} of at least ${needed} bytes; copy or build it again`);
}

async function checkLoader(loader: string): Promise<void> {
  if (await exists(loader)) return;
  const cause = `it needs the loader ${loader}, which is not on this machine: it was built for another C library`;
  throw new LaunchError("missing-library", cause);
}

async function checkInterpreter(head: Buffer, host: Machine): Promise<void> {
  if (host.platform === "win32") throw wrong("Windows starts no scripts with a #! line");
  const [interpreter = ""] = head.toString("utf8", 2).trimStart().split(/\s/);
  if (await exists(interpreter)) return;
  throw new LaunchError("missing-interpreter", `its first line names ${interpreter}, which is not on this machine`);
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

function wrong(message: string): LaunchError {
  return new LaunchError("wrong-format", message);
}
