import { bytesAt, type ByteSource } from "./bytes.js";

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
export const PT_LOAD = 1;
const PT_INTERP = 3;

/** A part of the file, and where it is in memory. */
export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

/** The header of an ELF file; undefined when it is none. */
export async function readElf(file: ByteSource): Promise<ElfProgram | undefined> {
  const header = await bytesAt(file, 0, HEADER_SIZE);
  if (header.length < 20 || header.readUInt32BE(0) !== MAGIC) return undefined;
  const little = header[5] === LITTLE_ENDIAN;
  const machine = little ? header.readUInt16LE(18) : header.readUInt16BE(18);
  const arch = MACHINES[machine] ?? `machine ${machine}`;
  // The other classes are another machine's in any case: no need to read on.
  if (!little || header[4] !== CLASS_64) return { arch, size: 0, loader: undefined };
  if (header.length < HEADER_SIZE) return { arch, size: HEADER_SIZE, loader: undefined };
  const segments = await segmentsOf(file);
  // A table that is cut short is itself the proof that the file is.
  const table = tableIn(header);
  const ends = segments.filter(({ type }) => type === PT_LOAD).map(end);
  const size = Math.max(HEADER_SIZE, table.start + table.size, ...ends);
  const interpreter = segments.find(({ type }) => type === PT_INTERP);
  return { arch, size, loader: interpreter && (await textAt(file, interpreter)) };
}

/** What the table of a program's segments says, of 64 bits and little-endian. */
export async function segmentsOf(file: ByteSource): Promise<readonly Segment[]> {
  const { start, size } = tableIn(await bytesAt(file, 0, HEADER_SIZE));
  const table = await bytesAt(file, start, size);
  return Array.from({ length: Math.floor(table.length / SEGMENT_SIZE) }, (_, index) => {
    const at = index * SEGMENT_SIZE;
    const [offset, address, length] = [8, 16, 32].map((field) => Number(table.readBigUInt64LE(at + field)));
    return { type: table.readUInt32LE(at), offset: offset ?? 0, address: address ?? 0, size: length ?? 0 };
  });
}

function tableIn(header: Buffer): { readonly start: number; readonly size: number } {
  return { start: Number(header.readBigUInt64LE(32)), size: header.readUInt16LE(56) * SEGMENT_SIZE };
}

function end({ offset, size }: Segment): number {
  return offset + size;
}

async function textAt(file: ByteSource, { offset, size }: Segment): Promise<string> {
  return (await bytesAt(file, offset, Math.min(size, 4096))).toString("utf8").replace(/\0.*$/s, "");
}
