import { type FileHandle, open } from "node:fs/promises";
import { bytesAt } from "./bytes.js";
import { readElf } from "./elf.js";
import { neededGlibc, newestOf } from "./glibc.js";
import { readMachO } from "./mach-o.js";
import type { Program } from "./machine.js";
import { packedLibraries } from "./packed-libraries.js";

export type { Program } from "./machine.js";

/** Reads what the file of a program says of the machine that it is for; undefined when it is no program, or one in a format that is not known here. */
export async function readProgram(path: string): Promise<Program | undefined> {
  const file = await open(path);
  try {
    return (await readLinux(file)) ?? (await readForeign(file));
  } finally {
    await file.close();
  }
}

/** What the program asks for, and what the libraries that it unpacks where it runs do. */
async function glibcOfAll(file: FileHandle): Promise<string | undefined> {
  const { size } = await file.stat();
  const versions = [await neededGlibc(file)].flatMap((version) => version ?? []);
  for await (const library of packedLibraries(file, size)) {
    const elf = await readElf(library);
    const needed = elf === undefined || elf.size === 0 ? undefined : await neededGlibc(library);
    if (needed !== undefined) versions.push(needed);
  }
  return newestOf(versions);
}

/** As {@link readProgram}, of a file that is open and no program of Linux. */
export async function readForeign(file: FileHandle): Promise<Program | undefined> {
  return (await readMachO(file)) ?? (await readWindows(file));
}

/** What a machine must have to run a program, in a few words. */
export function needsOf({ platform, arch, libc, glibc, macos }: Program): string {
  const system = `${platform}-${arch ?? "unknown"}`;
  // The loader of musl brings no C++.
  if (libc === "musl") return `${system}, musl with libstdc++ and libgcc`;
  if (glibc !== undefined) return `${system}, glibc ${glibc} or newer`;
  return macos === undefined ? system : `${system}, macOS ${macos} or newer`;
}

async function readLinux(file: FileHandle): Promise<Program | undefined> {
  const elf = await readElf(file);
  if (elf === undefined) return undefined;
  const { arch, loader } = elf;
  const libc = loader === undefined ? undefined : loader.includes("musl") ? "musl" : "glibc";
  return { platform: "linux", arch, loader, libc, glibc: libc === "glibc" ? await glibcOfAll(file) : undefined };
}

const PE_MACHINES: Readonly<Record<number, string>> = { 0x8664: "x64", 0xaa64: "arm64" };

/** The "PE Format" specification: a stub for DOS says where the header is. */
async function readWindows(file: FileHandle): Promise<Program | undefined> {
  const stub = await bytesAt(file, 0, 64);
  if (stub.length < 64 || stub.toString("latin1", 0, 2) !== "MZ") return undefined;
  const header = await bytesAt(file, stub.readUInt32LE(60), 6);
  if (header.toString("latin1", 0, 4) !== "PE\0\0") return undefined;
  return { platform: "win32", arch: PE_MACHINES[header.readUInt16LE(4)] };
}
