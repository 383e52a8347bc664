import type { FileHandle } from "node:fs/promises";
import { bytesAt } from "./bytes.js";
import type { Program } from "./machine.js";

/** Numbers of <mach-o/loader.h>. */
const MAGIC_64 = 0xfeedfacf;
const HEADER_SIZE = 32;
const LC_CODE_SIGNATURE = 0x1d;
const LC_BUILD_VERSION = 0x32;
const MACHINES: Readonly<Record<number, string>> = { 0x01000007: "x64", 0x0100000c: "arm64" };

/** A program of macOS; undefined when a file is none. */
export async function readMachO(file: FileHandle): Promise<Program | undefined> {
  const header = await bytesAt(file, 0, HEADER_SIZE);
  if (header.length < HEADER_SIZE || header.readUInt32LE(0) !== MAGIC_64) return undefined;
  const commands = await bytesAt(file, HEADER_SIZE, header.readUInt32LE(20));
  let signed = false;
  let macos: string | undefined;
  for (let at = 0; at + 16 <= commands.length; at += Math.max(8, commands.readUInt32LE(at + 4))) {
    const command = commands.readUInt32LE(at);
    if (command === LC_CODE_SIGNATURE) signed = true;
    if (command === LC_BUILD_VERSION) macos = `${commands.readUInt16LE(at + 14)}.${commands.readUInt8(at + 13)}`;
  }
  return { platform: "darwin", arch: MACHINES[header.readUInt32LE(4)], signed, macos };
}
