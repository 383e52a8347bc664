import { type FileHandle, open } from "node:fs/promises";
import { readElf } from "../../../sdk/typescript/src/testing/elf.js";
import { ExitCode, UserError } from "../../run/errors.js";
import type { Target } from "../../languages/target.js";
import { bytesAt } from "./bytes.js";
import { neededGlibc } from "./glibc.js";
import { readMachO } from "./mach-o.js";

/** What the file of a program says of the machine that it is for. */
export interface Program {
  readonly platform: "linux" | "darwin" | "win32";
  /** As Node.js calls it; undefined for one that is not known here. */
  readonly arch: string | undefined;
  readonly libc?: "glibc" | "musl" | undefined;
  /** The dynamic loader of Linux that it asks for. */
  readonly loader?: string | undefined;
  /** The oldest glibc that it runs with. */
  readonly glibc?: string | undefined;
  /** The oldest macOS that it runs on. */
  readonly macos?: string | undefined;
  /** Whether it has a signature, which macOS wants of it. */
  readonly signed?: boolean;
}

/**
 * Looks at an executable that this machine may not be able to start.
 * @throws {UserError} when it is not one for its target, or not whole (exit code 5).
 */
export async function lookAt(path: string, target: Target): Promise<Program> {
  const file = await open(path);
  try {
    const program = (await readLinux(file)) ?? (await readMachO(file)) ?? (await readWindows(file));
    const problem = program === undefined ? "it is no program" : problemOf(program, target);
    if (program !== undefined && problem === undefined) return program;
    throw new UserError(`the executable for ${target.name} was made, but ${problem}`, {
      exitCode: ExitCode.buildFailed,
      hint: "this is a fault of the build tools; remove their cache folder and build again",
    });
  } finally {
    await file.close();
  }
}

/** What a machine must have to run an executable, in a few words. */
export function needsOf({ name }: Target, { glibc, libc, macos, platform }: Program): string {
  const system = name.replace("-musl", "");
  if (platform === "linux") {
    // The loader of musl brings no C++.
    return `${system}, ${libc === "musl" ? "musl with libstdc++ and libgcc" : `glibc ${glibc} or newer`}`;
  }
  return macos === undefined ? system : `${system}, macOS ${macos} or newer`;
}

function problemOf(program: Program, target: Target): string | undefined {
  const kinds = ({ platform, arch, libc }: Program | Target) => [platform, arch, libc].filter(Boolean).join(" ");
  if (kinds(program) !== kinds(target)) return `it is one for ${kinds(program)}`;
  return program.signed === false ? "it has no signature, without which macOS does not start it" : undefined;
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
