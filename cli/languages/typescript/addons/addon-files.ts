import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../files/contents/sha256.js";
import { ExitCode, UserError } from "../../../run/errors.js";
import type { AddonPackage } from "./addon-package.js";
import type { BundledAddons } from "./bundle-addons.js";
import { type AddonFormat, addonFormat } from "./file-format.js";

/** What a binary is made for. */
export interface AddonTarget {
  /** As Node calls them. */
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Linux only; default: glibc. */
  readonly libc?: "glibc" | "musl";
  /** The ABI of the Node.js in the binary (`process.versions.modules`); undefined where its runtime carries no add-on: Bun. */
  readonly nodeAbi: number | undefined;
}

/** A file that goes into a binary. */
export interface AddonFile {
  /** Where it is now, absolute. */
  readonly source: string;
  /** Below its package's folder, with `/` on every platform. */
  readonly path: string;
  readonly sha256: string;
}

/** What a binary carries, by the id of each package. */
export type AddonFiles = Readonly<Record<string, readonly AddonFile[]>>;

/**
 * The add-on files of a target: those that its Node can load, of each package that a bundle has modules of. The package.json goes
 * along, as some loaders read it.
 * @throws {UserError} exit 5, with the name of each package that has none.
 */
export function addonFiles(bundled: BundledAddons, target: AddonTarget): AddonFiles {
  const carried: Record<string, readonly AddonFile[]> = {};
  const problems: string[] = [];
  for (const addon of bundled.packages) {
    const { fitting, problem } = filesFor(addon, target);
    if (fitting.length > 0) carried[addon.id] = withManifest(addon, fitting).map((path) => fileOf(addon, path));
    else if (!isReplaced(addon, bundled, target)) problems.push(`${familyOf(addon, bundled)}: ${problem}`);
  }
  if (problems.length === 0) return carried;
  throw new UserError(`a compiled package cannot be carried in a binary for ${titleOf(target)}`, {
    exitCode: ExitCode.buildFailed,
    details: problems,
    hint: remedyFor(target),
  });
}

function remedyFor(target: AddonTarget): string {
  return target.nodeAbi === undefined
    ? "give --runtime node where there is Node.js (Linux with glibc, and Windows on x64), or use a package that is JavaScript alone"
    : `use a version of the package that ships a file for ${titleOf(target)} built against Node-API, or build on such a machine`;
}

function filesFor(addon: AddonPackage, target: AddonTarget): { fitting: readonly string[]; problem: string } {
  if (target.nodeAbi === undefined) return { fitting: [], problem: "an executable of Bun carries no compiled file" };
  const formats = addon.addons.map((path) => ({ path, format: formatOf(addon, path) }));
  const ofMachine = formats.filter(({ path, format }) => isForMachine(path, format, target));
  const fitting = ofMachine.filter(({ format: { nodeAbi = target.nodeAbi } }) => nodeAbi === target.nodeAbi);
  const abis = [...new Set(ofMachine.map(({ format }) => format.nodeAbi))];
  const problem =
    ofMachine.length === 0
      ? `what is installed has no file for ${titleOf(target)}`
      : `its file is for Node's ABI ${abis.join(" and ")} alone, and the binary's Node has ${target.nodeAbi}`;
  return { fitting: fitting.map(({ path }) => path), problem };
}

function formatOf(addon: AddonPackage, path: string): AddonFormat {
  return addonFormat(readFileSync(join(addon.root, path)));
}

function isForMachine(path: string, format: AddonFormat, { platform, arch, libc }: AddonTarget): boolean {
  // Android's files are ELF, too, and its C library is told by the name only; so is a musl that is linked statically.
  if (format.platform !== platform || !format.archs.includes(arch) || /android/i.test(path)) return false;
  if (platform !== "linux") return true;
  const isMusl = format.musl || /musl/i.test(path);
  const musl = libc === "musl";
  return isMusl === musl || (musl && !/glibc|gnu/i.test(path) && !format.glibc);
}

/** Another package of the same family has the target's file: its loader takes that one. */
function isReplaced(addon: AddonPackage, { importers, packages }: BundledAddons, target: AddonTarget): boolean {
  if (!addon.isOfOnePlatform) return false;
  const family = importers.get(addon) ?? new Set();
  return [...packages].some((other) => {
    const shared = [...(importers.get(other) ?? [])].some((name) => family.has(name));
    return other !== addon && other.isOfOnePlatform && shared && filesFor(other, target).fitting.length > 0;
  });
}

/** The name that a project's package.json has, where the file is in a package of one platform. */
function familyOf(addon: AddonPackage, { importers }: BundledAddons): string {
  const [importer] = importers.get(addon) ?? [];
  return importer === undefined ? addon.name : `${importer} (${addon.name})`;
}

function titleOf({ platform, arch, libc }: AddonTarget): string {
  return `${platform}-${arch}${libc === "musl" ? "-musl" : ""}`;
}

function withManifest({ root }: AddonPackage, paths: readonly string[]): readonly string[] {
  return existsSync(join(root, "package.json")) ? [...paths, "package.json"] : paths;
}

function fileOf({ root }: AddonPackage, path: string): AddonFile {
  const source = join(root, path);
  return { source, path, sha256: sha256(readFileSync(source)) };
}
