import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AddonFiles, addonFiles, type AddonTarget } from "./addon-files.js";
import { AddonPackages } from "./addon-package.js";
import type { BundledAddons } from "./bundle-addons.js";

const MODULES = join(import.meta.dirname, "../../../../node_modules");
const LINUX_X64: AddonTarget = { platform: "linux", arch: "x64", nodeAbi: 137 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "addons-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is met when a bundle has a module of the package in a folder. */
function bundled(...roots: string[]): BundledAddons {
  const known = new AddonPackages();
  const found = roots.map((root) => known.of(join(root, "index.js")));
  const packages = new Set(found.flatMap((addon) => (addon === undefined ? [] : [addon])));
  const families = [...packages].filter(({ isOfOnePlatform }) => isOfOnePlatform);
  const importers = new Map(families.map((addon) => [addon, new Set(["family"])]));
  return { plugin: { name: "", setup() {} }, packages, importers, notCompiled: new Set() };
}

function paths(files: AddonFiles): readonly string[] {
  return Object.values(files).flatMap((carried) => carried.map(({ path }) => path));
}

/** A package whose compiled files are the start of one only: the header, and words that tell of more. */
async function makePackage(name: string, manifest: object, files: Readonly<Record<string, Buffer>>): Promise<string> {
  const root = join(folder, "node_modules", name);
  await mkdir(root, { recursive: true });
  await writeFile(join(root, "package.json"), JSON.stringify({ name, version: "1.0.0", ...manifest }));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
  return root;
}

function elf(machine: number, words = ""): Buffer {
  const header = Buffer.alloc(64);
  header.writeUInt32BE(0x7f454c46, 0);
  header.writeUInt16LE(machine, 18);
  return Buffer.concat([header, Buffer.from(words)]);
}

test.each<[string, Partial<AddonTarget>, string]>([
  ["linux x64", {}, "prebuilds/linux-x64/@serialport+bindings-cpp.glibc.node"],
  ["linux x64 with musl", { libc: "musl" }, "prebuilds/linux-x64/@serialport+bindings-cpp.musl.node"],
  ["linux arm64", { arch: "arm64" }, "prebuilds/linux-arm64/@serialport+bindings-cpp.armv8.glibc.node"],
  [
    "linux arm64, musl",
    { arch: "arm64", libc: "musl" },
    "prebuilds/linux-arm64/@serialport+bindings-cpp.armv8.musl.node",
  ],
  ["Windows", { platform: "win32" }, "prebuilds/win32-x64/@serialport+bindings-cpp.node"],
  ["Windows arm64", { platform: "win32", arch: "arm64" }, "prebuilds/win32-arm64/@serialport+bindings-cpp.armv8.node"],
  ["macOS arm64", { platform: "darwin", arch: "arm64" }, "prebuilds/darwin-x64+arm64/@serialport+bindings-cpp.node"],
  ["macOS x64", { platform: "darwin" }, "prebuilds/darwin-x64+arm64/@serialport+bindings-cpp.node"],
])("of serialport's files the one for %s is carried, and no other", (_, target, path) => {
  const files = addonFiles(bundled(join(MODULES, "@serialport/bindings-cpp")), { ...LINUX_X64, ...target });
  expect(paths(files)).toEqual([path, "package.json"]);
});

test("a package without a file for the target is refused, by name, with what to do", async () => {
  const root = await makePackage("sensor", {}, { "build/Release/sensor.node": elf(62) });
  expect(() => addonFiles(bundled(root), { ...LINUX_X64, arch: "arm64" })).toThrow(
    expect.objectContaining({
      message: "a compiled package cannot be carried in a binary for linux-arm64",
      exitCode: 5,
      details: ["sensor: what is installed has no file for linux-arm64"],
      hint: expect.stringContaining("use a version of the package that ships a file for linux-arm64"),
    }),
  );
});

test("a file for another Node than the binary's is refused", async () => {
  const root = await makePackage("bus", {}, { "build/Release/bus.node": elf(62, "node_register_module_v115\0") });
  expect(() => addonFiles(bundled(root), LINUX_X64)).toThrow(
    expect.objectContaining({ details: ["bus: its file is for Node's ABI 115 alone, and the binary's Node has 137"] }),
  );
  expect(paths(addonFiles(bundled(root), { ...LINUX_X64, nodeAbi: 115 }))).toContain("build/Release/bus.node");
});

test("of a family with a package for each platform, that of the target is enough", async () => {
  const x64 = await makePackage("crc-x64", { cpu: ["x64"] }, { "crc.node": elf(62) });
  const arm64 = await makePackage("crc-arm64", { cpu: ["arm64"] }, { "crc.node": elf(183) });
  const target = { ...LINUX_X64, arch: "arm64" };
  expect(Object.keys(addonFiles(bundled(x64, arm64), target))).toEqual(["crc-arm64@1.0.0"]);
  expect(() => addonFiles(bundled(x64), target)).toThrow(
    expect.objectContaining({ details: ["family (crc-x64): what is installed has no file for linux-arm64"] }),
  );
});

test("what a compiler leaves beside, and files of packages within, are not a package's", async () => {
  const root = await makePackage(
    "own",
    {},
    { "index.js": Buffer.from(""), "build/Release/obj.target/own.node": elf(62) },
  );
  await makePackage("own/node_modules/other", {}, { "other.node": elf(62) });
  expect(new AddonPackages().of(join(root, "index.js"))).toBeUndefined();
});

test("Bun carries no compiled file: the package is refused by name, with the runtime that carries it", () => {
  const target = { ...LINUX_X64, libc: "musl", nodeAbi: undefined } as const;
  expect(() => addonFiles(bundled(join(MODULES, "@serialport/bindings-cpp")), target)).toThrow(
    expect.objectContaining({
      message: "a compiled package cannot be carried in a binary for linux-x64-musl",
      details: ["@serialport/bindings-cpp: an executable of Bun carries no compiled file"],
      hint: expect.stringContaining("--runtime node"),
    }),
  );
});
