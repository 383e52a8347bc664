import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{generators,sdk,test,bench}/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // No module has state of its own: files that run in the same worker share what it has loaded.
    isolate: false,
    // Most of the time goes by in waiting for other processes: two files at a time also on two cores.
    maxWorkers: "100%",
    reporters: ["default", "./test/closing-line-reporter.ts"],
  },
});
