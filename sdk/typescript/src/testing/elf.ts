import type { FileHandle } from "node:fs/promises";

/** What the header of a Linux program tells before it is run (elf(5)). */
export interface ElfProgram {
  /** Node's name of the architecture, or the number. */
  readonly arch: string;
  /** Bytes that the file must have for its segments; 0 where that was not read. */
  readonly size: number;
  /** The dynamic loader that it asks for; undefined for a static program. */
  readonly loader: string | undefined;
}

/** e_machine by Node's name of the architecture. */
const MACHINES: Readonly<Record<number, string>> = { 3: "ia32", 40: "arm", 62: "x64", 183: "arm64", 243: "riscv64" };
const MAGIC = 0x7f454c46;
const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const HEADER_SIZE = 64;
const SEGMENT_SIZE = 56;
const PT_LOAD = 1;
const PT_INTERP = 3;

interface ProgramSegment {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
}

/** The header of an ELF file; undefined when it is none. */
export async function readElf(file: FileHandle): Promise<ElfProgram | undefined> {
  const header = await bytesAt(file, 0, HEADER_SIZE);
  if (header.length < 20 || header.readUInt32BE(0) !== MAGIC) return undefined;
  const little = header[5] === LITTLE_ENDIAN;
  const machine = little ? header.readUInt16LE(18) : header.readUInt16BE(18);
  const arch = MACHINES[machine] ?? `machine ${machine}`;
  // The other classes are another machine's in any case: no need to read on.
  if (!little || header[4] !== CLASS_64) return { arch, size: 0, loader: undefined };
  if (header.length < HEADER_SIZE) return { arch, size: HEADER_SIZE, loader: undefined };
  const segments = await readSegments(file, header);
  const size = Math.max(HEADER_SIZE, ...segments.filter(({ type }) => type === PT_LOAD).map(end));
  const interpreter = segments.find(({ type }) => type === PT_INTERP);
  return { arch, size, loader: interpreter && (await textAt(file, interpreter)) };
}

async function readSegments(file: FileHandle, header: Buffer): Promise<ProgramSegment[]> {
  const start = Number(header.readBigUInt64LE(32));
  const count = header.readUInt16LE(56);
  const table = await bytesAt(file, start, count * SEGMENT_SIZE);
  // A table that is cut short is itself the proof that the file is.
  const missing: ProgramSegment = { type: PT_LOAD, offset: start, size: count * SEGMENT_SIZE };
  const segments = Array.from({ length: Math.floor(table.length / SEGMENT_SIZE) }, (_, index) => {
    const at = index * SEGMENT_SIZE;
    return {
      type: table.readUInt32LE(at),
      offset: Number(table.readBigUInt64LE(at + 8)),
      size: Number(table.readBigUInt64LE(at + 32)),
    };
  });
  return [missing, ...segments];
}

function end({ offset, size }: ProgramSegment): number {
  return offset + size;
}

async function textAt(file: FileHandle, { offset, size }: ProgramSegment): Promise<string> {
  return (await bytesAt(file, offset, Math.min(size, 4096))).toString("utf8").replace(/\0.*$/s, "");
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
