import { describe, expect, test } from "vitest";
import { ExitCode } from "../run/errors.js";
import { hostTarget, parseTargets, TARGET_NAMES } from "./target.js";

const namesOf = (...values: string[]) => parseTargets(values).map(({ name }) => name);

describe("--target", () => {
  test("takes several, with commas or repeated, each once", () => {
    expect(namesOf("win32-x64,linux-arm64", "linux-arm64 , linux-x64-musl")).toEqual([
      "linux-arm64",
      "linux-x64-musl",
      "win32-x64",
    ]);
    expect(namesOf("all")).toEqual(TARGET_NAMES);
    expect(namesOf("linux-x64,all")).toEqual(TARGET_NAMES);
  });

  test.each([
    ["linux-amr64", 'there is no target "linux-amr64" (did you mean "linux-arm64"?)'],
    ["windows-amd64", 'there is no target "windows-amd64" (did you mean "win32-x64"?)'],
    ["linux-aarch64", 'there is no target "linux-aarch64" (did you mean "linux-arm64"?)'],
    ["macos-arm64", 'there is no target "macos-arm64" (did you mean "darwin-arm64"?)'],
    ["windows", 'there is no target "windows" (did you mean "win32-x64" or "win32-arm64"?)'],
    ["linux", 'there is no target "linux" (did you mean "linux-x64" or "linux-arm64"?)'],
    [
      "linux-amr64,linux-x64,sparc,linux-amr64",
      'there is no target "linux-amr64" (did you mean "linux-arm64"?); there is no target "sparc"',
    ],
    ["linux-riscv64", 'there is no target "linux-riscv64"'],
    ["linux-386", 'there is no target "linux-386"'],
    ["", "--target names no machine"],
    [",", "--target names no machine"],
  ])("refuses %j with what there is", (value, message) => {
    expect(() => parseTargets([value])).toThrow(
      expect.objectContaining({
        exitCode: ExitCode.usage,
        message,
        hint: expect.stringMatching(/linux-x64, .*win32-arm64 or all/),
      }),
    );
  });

  test.each(["linux-arm", "linux-armv7", "armhf", "linux-armv6l", "arm", "linux-arm-musl", "linux/arm/7"])(
    "refuses 32-bit ARM with what to use instead (%s)",
    (value) => {
      expect(() => parseTargets([value])).toThrow(
        expect.objectContaining({
          exitCode: ExitCode.usage,
          message: `no executable can be made for ${value}: neither Node.js nor Bun runs on 32-bit ARM`,
          hint: expect.stringMatching(/Go.*Python.*linux-arm64/),
        }),
      );
    },
  );
});

test("--target refuses each of several names, repeated too, with what there is for each", () => {
  expect(() => parseTargets(["armhf", "beos"])).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^no executable can be made for armhf: .*; there is no target "beos"$/),
      hint: expect.stringMatching(/linux-arm64; give linux-x64, /),
    }),
  );
});

describe("this machine", () => {
  const report = (header: object) => ({ getReport: () => ({ header }) }) as unknown as NodeJS.ProcessReport;
  const glibc = report({ glibcVersionRuntime: "2.36" });

  test.each([
    ["linux", "x64", glibc, "linux-x64"],
    ["linux", "arm64", report({}), "linux-arm64-musl"],
    ["darwin", "arm64", report({}), "darwin-arm64"],
    ["win32", "x64", report({}), "win32-x64"],
    ["linux", "arm", glibc, "linux-arm"],
    ["freebsd", "x64", report({}), "freebsd-x64"],
  ] as const)("%s %s is known by its C library, too", (platform, arch, says, name) => {
    expect(hostTarget({ platform, arch, report: says })).toMatchObject({ name, platform, arch });
  });
});
