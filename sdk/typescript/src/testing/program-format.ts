import { access, type FileHandle, open } from "node:fs/promises";
import { binfmtInterpreter } from "./binfmt.js";
import { bytesAt } from "./format/bytes.js";
import { readElf } from "./format/elf.js";
import { readForeign } from "./format/program.js";
import { LaunchError } from "./launch-error.js";

/** ELF, and Mach-O of one processor and of several. */
const MAGICS: readonly number[] = [0x7f454c46, 0xcffaedfe, 0xcafebabe, 0xbebafeca];
const MACH_O: readonly number[] = MAGICS.slice(1);
/** How much of a file is looked at. */
export const HEAD_SIZE = 256;

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
    const found =
      elf === undefined ? ((await readForeign(file)) ?? formatOf(head)) : { platform: "linux", arch: elf.arch };
    if (found === undefined) throw notAProgram();
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
    return beginsAsProgram(await headOf(file));
  } finally {
    await file.close();
  }
}

/** Of what begins otherwise no system makes a process. */
export function beginsAsProgram(head: Buffer): boolean {
  return beginsAsScript(head) || beginsAsWindows(head) || (head.length >= 4 && MAGICS.includes(head.readUInt32BE(0)));
}

/** What keeps a file that begins otherwise from being run, whatever its mode says: half a sentence. */
export const NO_PROGRAM = "is no program: neither a binary nor a script with a #! line";

export function notAProgram(): LaunchError {
  return wrong(`it ${NO_PROGRAM}`);
}

function headOf(file: FileHandle): Promise<Buffer> {
  return bytesAt(file, 0, HEAD_SIZE);
}

function beginsAsScript(head: Buffer): boolean {
  return head.toString("latin1", 0, 2) === "#!";
}

function beginsAsWindows(head: Buffer): boolean {
  return head.toString("latin1", 0, 2) === "MZ";
}

interface Format {
  readonly platform: string;
  /** Undefined where the header does not tell, or tells of several. */
  readonly arch?: string | undefined;
}

/** Of a file whose header does not say more. */
function formatOf(head: Buffer): Format | undefined {
  if (beginsAsWindows(head)) return { platform: "win32" };
  return head.length >= 8 && MACH_O.includes(head.readUInt32BE(0)) ? { platform: "darwin" } : undefined;
}

function isOfMachine({ platform, arch = "any" }: Format, host: Machine): boolean {
  // Windows on ARM starts programs for x64, too.
  const runs = ["any", host.arch, ...(host.platform === "win32" ? ["x64"] : [])];
  return platform === host.platform && runs.includes(arch);
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
