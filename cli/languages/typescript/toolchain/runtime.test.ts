import { describe, expect, test } from "vitest";
import { ExitCode } from "../../../run/errors.js";
import { runtimeFor } from "./runtime.js";
import { pinnedInstall } from "./toolchain-lock.js";

const PLATFORMS = [
  ["linux", "x64"],
  ["linux", "arm64"],
  ["win32", "x64"],
] as const;

describe("runtimeFor", () => {
  test("says where a binary can be built when it cannot be here", () => {
    expect(() => runtimeFor("darwin", "arm64")).toThrow(
      expect.objectContaining({
        exitCode: ExitCode.buildFailed,
        message: "building a binary on darwin-arm64 is not supported yet",
        hint: expect.stringContaining("linux-x64"),
      }),
    );
  });
});

describe("pinnedInstall", () => {
  test.each(PLATFORMS)(
    "on %s-%s has pkg and this platform's runtime only, and nothing optional about them",
    (...on) => {
      const runtime = runtimeFor(...on);
      const { lock, manifest } = pinnedInstall(runtime);
      const packages = packagesOf(lock);
      const runtimes = Object.keys(packages).filter((path) => /^node_modules\/node-(linux|win)-/.test(path));
      expect(runtimes).toEqual([`node_modules/${runtime.packageName}`]);
      expect(packages[`node_modules/${runtime.packageName}`]).not.toHaveProperty("optional");
      expect(manifest).toMatchObject({ dependencies: { "@yao-pkg/pkg": "6.23.0", [runtime.packageName]: "24.21.0" } });
    },
  );

  test("pins every package by its bytes and none by its address", () => {
    const { "": _, ...packages } = packagesOf(pinnedInstall(runtimeFor("linux", "x64")).lock);
    expect(Object.keys(packages).length).toBeGreaterThan(100);
    for (const locked of Object.values(packages)) {
      expect(locked).toHaveProperty("integrity", expect.stringMatching(/^sha512-/));
      expect(locked).not.toHaveProperty("resolved");
    }
  });

  test("has another hash for another content", () => {
    const hashes = PLATFORMS.map((on) => pinnedInstall(runtimeFor(...on)).hash);
    expect(new Set(hashes).size).toBe(PLATFORMS.length);
  });
});

function packagesOf(lock: object): Record<string, object> {
  return (lock as { packages: Record<string, object> }).packages;
}
