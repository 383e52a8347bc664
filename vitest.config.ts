import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{generators,sdk,test,bench}/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ["default", "./test/closing-line-reporter.ts"],
  },
});
