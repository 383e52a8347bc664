import { type FileHandle, open } from "node:fs/promises";
import { readElf } from "../elf.js";
import { bytesAt } from "./bytes.js";
import { neededGlibc } from "./glibc.js";
import { readMachO } from "./mach-o.js";
import type { Program } from "./machine.js";

export type { Program } from "./machine.js";

/** Reads what the file of a program says of the machine that it is for; undefined when it is no program, or one in a format that is not known here. */
export async function readProgram(path: string): Promise<Program | undefined> {
  const file = await open(path);
  try {
    return await programIn(file);
  } finally {
    await file.close();
  }
}

/** As {@link readProgram}, of a file that is open. */
export async function programIn(file: FileHandle): Promise<Program | undefined> {
  return (await readLinux(file)) ?? (await readMachO(file)) ?? (await readWindows(file));
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
  return { platform: "linux", arch, loader, libc, glibc: libc === "glibc" ? await neededGlibc(file) : undefined };
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
