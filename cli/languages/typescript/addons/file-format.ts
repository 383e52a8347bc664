/** What a compiled add-on is made for, as far as its bytes tell. */
export interface AddonFormat {
  /** As Node calls it; undefined for what is no add-on of a system that Node runs on. */
  readonly platform: "linux" | "darwin" | "win32" | undefined;
  /** As Node calls them; a file for macOS can hold several. */
  readonly archs: readonly string[];
  /** It asks for musl's C library, or for glibc's; one that asks for neither works with both. */
  readonly musl: boolean;
  readonly glibc: boolean;
  /** The one ABI of Node that it works with; undefined for one that is written against Node-API, which works with all. */
  readonly nodeAbi: number | undefined;
}

const ELF_MACHINES: Readonly<Record<number, string>> = {
  3: "ia32",
  40: "arm",
  62: "x64",
  183: "arm64",
  243: "riscv64",
};
const PE_MACHINES: Readonly<Record<number, string>> = { 0x14c: "ia32", 0x8664: "x64", 0xaa64: "arm64" };
const MACH_MACHINES: Readonly<Record<number, string>> = { 0x01000007: "x64", 0x0100000c: "arm64" };
const ELF = 0x7f454c46;
const MACH_64 = 0xfeedfacf;
const MACH_FAT = 0xcafebabe;
const PE_HEADER_AT = 0x3c;

/** Reads an add-on's header. What the file's name says is left alone: names differ from tool to tool. */
export function addonFormat(bytes: Buffer): AddonFormat {
  const nodeAbi = /node_register_module_v(\d+)/.exec(bytes.toString("latin1"))?.[1];
  const musl = bytes.includes("libc.musl-");
  const glibc = bytes.includes("GLIBC_");
  const machine = bytes.length < 64 ? { platform: undefined, archs: [] } : machineOf(bytes);
  return { ...machine, musl, glibc, nodeAbi: nodeAbi === undefined ? undefined : Number(nodeAbi) };
}

function machineOf(bytes: Buffer): Pick<AddonFormat, "platform" | "archs"> {
  if (bytes.readUInt32BE(0) === ELF) return { platform: "linux", archs: known(ELF_MACHINES, bytes.readUInt16LE(18)) };
  if (bytes.readUInt32LE(0) === MACH_64)
    return { platform: "darwin", archs: known(MACH_MACHINES, bytes.readUInt32LE(4)) };
  if (bytes.readUInt32BE(0) === MACH_FAT) return { platform: "darwin", archs: fatArchs(bytes) };
  if (bytes.toString("latin1", 0, 2) === "MZ") return { platform: "win32", archs: peArchs(bytes) };
  return { platform: undefined, archs: [] };
}

function known(machines: Readonly<Record<number, string>>, machine: number): readonly string[] {
  const arch = machines[machine];
  return arch === undefined ? [] : [arch];
}

function fatArchs(bytes: Buffer): readonly string[] {
  const count = Math.min(bytes.readUInt32BE(4), Math.floor((bytes.length - 8) / 20));
  return Array.from({ length: count }, (_, index) => known(MACH_MACHINES, bytes.readUInt32BE(8 + index * 20))).flat();
}

function peArchs(bytes: Buffer): readonly string[] {
  const header = bytes.readUInt32LE(PE_HEADER_AT);
  return header + 6 > bytes.length ? [] : known(PE_MACHINES, bytes.readUInt16LE(header + 4));
}
