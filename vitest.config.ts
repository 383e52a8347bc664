import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{generators,cli,daemon,sdk,test,bench}/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // No module has state of its own: files that run in the same worker share what it has loaded.
    isolate: false,
    // Half of the time goes by in waiting for other processes: three files at a time on two cores.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    reporters: ["default", "./test/closing-line-reporter.ts"],
  },
});
