import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { needsOf, readProgram } from "./program.js";

const folder = mkdtempSync(join(tmpdir(), "program-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(bytes: Uint8Array): string {
  const path = join(folder, "program");
  writeFileSync(path, bytes);
  return path;
}

/** A header of macOS with two commands. */
function machO(machine: number, commands: readonly (readonly [command: number, ...words: number[]])[]): Buffer {
  const words = commands.flatMap(([command, ...rest]) => [command, 8 + 4 * rest.length, ...rest]);
  return Buffer.from(
    Uint32Array.from([0xfeedfacf, machine, 0, 2, commands.length, 4 * words.length, 0, 0, ...words]).buffer,
  );
}

function windows(machine: number): Buffer {
  const bytes = Buffer.alloc(0x90);
  bytes.write("MZ");
  bytes.writeUInt32LE(0x80, 60);
  bytes.write("PE\0\0", 0x80);
  bytes.writeUInt16LE(machine, 0x84);
  return bytes;
}

describe("what a program's file says", () => {
  test.runIf(process.platform === "linux")("is this Node.js' own machine and C library", async () => {
    const program = await readProgram(process.execPath);
    expect(program).toMatchObject({ platform: "linux", arch: process.arch });
    if (program?.libc === "glibc") expect(needsOf(program)).toMatch(/^linux-\w+, glibc 2\.\d+ or newer$/);
  });

  const SIGNATURE = [0x1d, 0, 0] as const;
  // platform, then 13.0 and the SDK's version.
  const MACOS_13 = [0x32, 1, 13 << 16, 14 << 16, 0] as const;

  test("is the machine, the signature and the oldest system of macOS", async () => {
    const signed = await readProgram(fileOf(machO(0x0100000c, [MACOS_13, SIGNATURE])));
    expect(signed).toEqual({ platform: "darwin", arch: "arm64", signed: true, macos: "13.0" });
    expect(signed && needsOf(signed)).toBe("darwin-arm64, macOS 13.0 or newer");
    const bare = await readProgram(fileOf(machO(0x01000007, [MACOS_13])));
    expect(bare).toEqual({ platform: "darwin", arch: "x64", signed: false, macos: "13.0" });
  });

  test("is the machine of Windows", async () => {
    expect(await readProgram(fileOf(windows(0x8664)))).toEqual({ platform: "win32", arch: "x64" });
    const arm = await readProgram(fileOf(windows(0xaa64)));
    expect(arm && needsOf(arm)).toBe("win32-arm64");
  });

  test.each([
    "",
    "#!/bin/sh\n",
    "MZ",
    "MZ and no more than a text of somebody's that is longer than sixty-four characters",
  ])("is nothing for %j", async (text) => {
    expect(await readProgram(fileOf(Buffer.from(text)))).toBeUndefined();
  });
});
