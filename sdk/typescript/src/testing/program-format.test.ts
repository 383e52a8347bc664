import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { binfmtInterpreter } from "./binfmt.js";
import { checkExecutableFile } from "./executable-file.js";
import { checkFormat } from "./program-format.js";

const dir = mkdtempSync(join(tmpdir(), "program-format-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** As qemu-user-static and wine register themselves on Debian. */
const QEMU_ARM64 = `enabled
interpreter /usr/bin/qemu-aarch64-static
flags: OCF
offset 0
magic 7f454c460201010000000000000000000200b700
mask ffffffffffffff00fffffffffffffffffeffffff
`;
const WINE = "enabled\ninterpreter /usr/bin/wine\nflags: \noffset 0\nmagic 4d5a\n";
const BY_EXTENSION = "enabled\ninterpreter /usr/bin/wine\nflags: \nextension .exe\n";

/** A folder as the kernel shows it. */
function binfmt(name: string, formats: Readonly<Record<string, string>>, status = "enabled\n"): string {
  const folder = join(dir, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries({ ...formats, status, register: "" }))
    writeFileSync(join(folder, file), text);
  return folder;
}

/** An ELF header of a program without segments. @param machine e_machine, of elf(5). */
function elf(machine: number, type = 3): string {
  const header = Buffer.alloc(64);
  header.write("7f454c46020101", "hex");
  header.writeUInt16LE(type, 16);
  header.writeUInt16LE(machine, 18);
  return program(`elf-${machine}-${type}`, header);
}

function program(name: string, bytes: Buffer): string {
  const file = join(dir, name);
  writeFileSync(file, bytes, { mode: 0o755 });
  return file;
}

const ARM64 = 183;
const RISCV64 = 243;
const linux = { platform: "linux", arch: "x64" } as const;
const check = (file: string, folder: string, host: { platform: NodeJS.Platform; arch: NodeJS.Architecture } = linux) =>
  checkFormat(file, host, (path, head) => binfmtInterpreter(path, head, folder));

describe("a program for another machine", () => {
  test("is fine where Linux hands it to an emulator", async () => {
    const folder = binfmt("both", { "qemu-aarch64": QEMU_ARM64, wine: WINE });
    await expect(check(elf(ARM64, 2), folder)).resolves.toBeUndefined();
    await expect(check(elf(ARM64, 3), folder)).resolves.toBeUndefined();
    await expect(check(program("plugin.exe", Buffer.from("MZ\u0090\0")), folder)).resolves.toBeUndefined();
    const byName = binfmt("by name", { wine: BY_EXTENSION });
    await expect(check(program("plugin.exe", Buffer.from("MZ\u0090\0")), byName)).resolves.toBeUndefined();
  });

  test.each([
    ["for another one", { "qemu-aarch64": QEMU_ARM64 }, "enabled\n", RISCV64, "riscv64"],
    ["that is turned off", { "qemu-aarch64": QEMU_ARM64.replace("enabled", "disabled") }, "enabled\n", ARM64, "arm64"],
    ["while all are turned off", { "qemu-aarch64": QEMU_ARM64 }, "disabled\n", ARM64, "arm64"],
    ["that is not there", {}, "enabled\n", ARM64, "arm64"],
  ])("is refused with an emulator %s", async (name, formats, status, machine, arch) => {
    const folder = binfmt(name, formats, status);
    await expect(check(elf(machine), folder)).rejects.toMatchObject({
      reason: "wrong-format",
      message: `it is a program for linux ${arch}, and this machine is linux x64: build it for this one, or install an emulator (qemu-user with binfmt, wine)`,
    });
  });

  test("is refused where the system tells of no emulators, and on other systems", async () => {
    await expect(check(elf(ARM64), join(dir, "nowhere"))).rejects.toMatchObject({ reason: "wrong-format" });
    const folder = binfmt("elsewhere", { "qemu-aarch64": QEMU_ARM64 });
    await expect(check(elf(ARM64), folder, { platform: "darwin", arch: "arm64" })).rejects.toMatchObject({
      message: "it is a program for linux arm64, and this machine is darwin arm64: build it for this one",
    });
  });
});

/** A program of Windows as far as it says its machine (the "PE Format" specification). */
function windows(machine: number): string {
  const bytes = Buffer.alloc(0x90);
  bytes.write("MZ");
  bytes.writeUInt32LE(0x80, 60);
  bytes.write("PE\0\0", 0x80);
  bytes.writeUInt16LE(machine, 0x84);
  return program(`windows-${machine}`, bytes);
}

test.each([
  [0x8664, "win32 x64"],
  [0xaa64, "win32 arm64"],
])("a program of Windows is told with its processor (%i, %s)", async (machine, made) => {
  await expect(check(windows(machine), join(dir, "nowhere"))).rejects.toMatchObject({
    message: expect.stringContaining(`it is a program for ${made}, and this machine is linux x64`),
  });
});

test("Windows on ARM starts a program for x64, and x64 none for ARM", async () => {
  const folder = join(dir, "nowhere");
  await expect(check(windows(0x8664), folder, { platform: "win32", arch: "arm64" })).resolves.toBeUndefined();
  await expect(check(windows(0xaa64), folder, { platform: "win32", arch: "x64" })).rejects.toMatchObject({
    message: "it is a program for win32 arm64, and this machine is win32 x64: build it for this one",
  });
});

describe.skipIf(process.platform === "win32")("a file whose mode lets nobody run it", () => {
  const bytesOf = (hex: string) => Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(60)]);
  const withoutX = (bytes: Buffer | string) => {
    const file = join(dir, "without-x");
    writeFileSync(file, bytes, { mode: 0o644 });
    return file;
  };

  test.each([
    ["a script", "#!/bin/sh\n"],
    ["a program of Linux", bytesOf("7f454c46")],
    ["a program of Windows", bytesOf("4d5a9000")],
    ["a program of macOS", bytesOf("cffaedfe")],
    ["one of macOS for several processors", bytesOf("cafebabe")],
  ])("is to be made executable when it is %s", async (_, bytes) => {
    const file = withoutX(bytes);
    await expect(checkExecutableFile(file)).rejects.toMatchObject({
      reason: "not-executable",
      message: `it is not executable: chmod +x ${file}`,
    });
  });

  test.each([
    ["a text", "# Read me\n"],
    ["a script without a first line that names its program", "echo 1\n"],
    ["empty", ""],
  ])("is no program when it is %s", async (_, text) => {
    await expect(checkExecutableFile(withoutX(text))).rejects.toMatchObject({
      reason: "wrong-format",
      message: "it is no program: neither a binary nor a script with a #! line",
    });
  });
});
