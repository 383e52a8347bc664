import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.js";

export default defineConfig({
  test: {
    // What stands beside the sources needs no network, no other language's tools and no built package; what is in test/ may.
    projects: [
      { extends: true, test: { name: "unit", include: ["{generators,cli,daemon,sdk,bench,build}/**/*.test.ts"] } },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"] } },
    ],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // No module has state of its own: files that run in the same worker share what it has loaded.
    isolate: false,
    // Half of the time goes by in waiting for other processes: three files at a time on two cores.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // For PyInstaller: to compress as well as it can is half of its work, and nothing to a test.
    env: { PYINSTALLER_ZLIB_COMPRESSION_LEVEL: "1" },
    reporters: ["default", "./test/closing-line-reporter.ts"],
  },
});
