import { bytesAt, type ByteSource } from "./bytes.js";
import { PT_LOAD, type Segment, segmentsOf } from "./elf.js";

/** Numbers of elf(5) and of the Linux Standard Base's "Symbol Versioning". */
const PT_DYNAMIC = 2;
const DT_STRTAB = 5n;
const DT_VERNEED = 0x6ffffffen;
const DT_VERNEEDNUM = 0x6fffffffn;
const LONGEST_NAME = 64;

/**
 * The oldest glibc that a Linux program of 64 bits runs with, such as `2.28`: the newest of the versions that it asks for. Undefined for
 * one that asks for none, as one of musl does.
 */
export async function neededGlibc(file: ByteSource): Promise<string | undefined> {
  const segments = await segmentsOf(file);
  const dynamic = await dynamicOf(file, segments);
  const [strings, needs, count] = [DT_STRTAB, DT_VERNEED, DT_VERNEEDNUM].map((tag) => dynamic.get(tag));
  if (strings === undefined || needs === undefined || count === undefined) return undefined;
  const names = await versionNames(file, offsetOf(segments, needs), count, offsetOf(segments, strings));
  const versions = names.flatMap((name) => /^GLIBC_(\d+(?:\.\d+)+)$/.exec(name)?.[1] ?? []);
  return newestOf(versions);
}

/** Of versions such as `2.28`; undefined where there is none. */
export function newestOf(versions: readonly string[]): string | undefined {
  return versions.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
}

/** The entries of the dynamic section: addresses and counts by their tags. */
async function dynamicOf(file: ByteSource, segments: readonly Segment[]): Promise<ReadonlyMap<bigint, number>> {
  const segment = segments.find(({ type }) => type === PT_DYNAMIC);
  const bytes = segment === undefined ? Buffer.alloc(0) : await bytesAt(file, segment.offset, segment.size);
  const entries = new Map<bigint, number>();
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    entries.set(bytes.readBigUInt64LE(at), Number(bytes.readBigUInt64LE(at + 8)));
  }
  return entries;
}

/** Where in the file is what will be at an address. */
function offsetOf(segments: readonly Segment[], address: number): number {
  const holder = segments.find(
    (segment) => segment.type === PT_LOAD && address >= segment.address && address < segment.address + segment.size,
  );
  return holder === undefined ? address : address - holder.address + holder.offset;
}

async function versionNames(file: ByteSource, start: number, count: number, strings: number): Promise<string[]> {
  const names: string[] = [];
  let library = start;
  for (let index = 0; index < count; index++) {
    const head = await bytesAt(file, library, 16);
    let version = library + head.readUInt32LE(8);
    for (let left = head.readUInt16LE(2); left > 0; left--) {
      const entry = await bytesAt(file, version, 16);
      const name = await bytesAt(file, strings + entry.readUInt32LE(8), LONGEST_NAME);
      names.push(name.toString("latin1").replace(/\0.*$/s, ""));
      version += entry.readUInt32LE(12);
    }
    library += head.readUInt32LE(12);
  }
  return names;
}
