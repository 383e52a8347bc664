import { describe, expect, test } from "vitest";
import { availableMemory, memoryProblem, withLessMemory } from "./memory.js";

const MB = 1e6;

function available(files: Readonly<Record<string, string>>, system = 4000 * MB): number {
  return availableMemory({ system, read: (file) => files[file] }) / MB;
}

describe("the memory that a build may take", () => {
  test("is the system's, with its swap space, where no group has a limit", () => {
    expect(available({})).toBe(4000);
    expect(available({ "/proc/meminfo": "MemTotal: 1 kB\nSwapFree:        1000000 kB\n" })).toBe(5024);
    const unlimited = { "/proc/self/cgroup": "0::/a/b\n", "/sys/fs/cgroup/a/b/memory.max": "max\n" };
    expect(available(unlimited)).toBe(4000);
  });

  test("is what a group of version 2 has left, without the files that the system can drop", () => {
    const group = {
      "/proc/self/cgroup": "0::/lab/build\n",
      "/sys/fs/cgroup/lab/build/memory.max": "max\n",
      "/sys/fs/cgroup/lab/memory.max": "512000000\n",
      "/sys/fs/cgroup/lab/memory.current": "400000000\n",
      "/sys/fs/cgroup/lab/memory.stat": "anon 100\ninactive_file 300000000\n",
    };
    expect(available(group)).toBe(412);
    expect(available(group, 300 * MB)).toBe(300);
  });

  test("is what a container has left that sees only its own root", () => {
    const container = {
      "/proc/self/cgroup": "0::/docker/0123\n",
      "/sys/fs/cgroup/memory.max": "268000000\n",
      "/sys/fs/cgroup/memory.current": "68000000\n",
    };
    expect(available(container)).toBe(200);
  });

  test("is what a group of version 1 has left", () => {
    const group = {
      "/proc/self/cgroup": "3:cpu,cpuacct:/x\n2:memory:/lab\n0::/\n",
      "/sys/fs/cgroup/memory/lab/memory.limit_in_bytes": "512000000\n",
      "/sys/fs/cgroup/memory/lab/memory.usage_in_bytes": "112000000\n",
      "/sys/fs/cgroup/memory/lab/memory.stat": "total_inactive_file 50000000\n",
    };
    expect(available(group)).toBe(450);
  });
});

test("what to do with less is Bun, or another machine", () => {
  expect(withLessMemory("node", "linux-arm64")).toBe(
    "build with --runtime bun, which takes 260 MB, or build on a larger machine with --target linux-arm64",
  );
  expect(withLessMemory("bun", "linux-arm64")).toBe("build on a larger machine with --target linux-arm64");
});

test.runIf(process.platform === "linux")(
  "a build without the memory for it is refused before it starts, with both numbers",
  () => {
    expect(memoryProblem("node", "linux-x64", 430.9 * MB)).toMatchObject({
      exitCode: 5,
      message: "an executable of Node.js takes about 800 MB of memory to make, and 430 MB are free",
      hint: expect.stringContaining("--runtime bun"),
    });
    expect(memoryProblem("bun", "linux-x64", 430.9 * MB)).toBeUndefined();
    expect(memoryProblem("bun", "linux-x64", 200 * MB)?.hint).toBe("build on a larger machine with --target linux-x64");
  },
);
