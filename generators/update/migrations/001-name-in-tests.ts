import type { Migration } from "./migration.js";

/** Since 0.2: a plugin that is renamed passed every check but its own test. */
export const nameInTests: Migration = {
  number: 1,
  sentence: "The test takes the plugin's name from the plugin, so that it passes when the plugin is renamed.",
  language: "typescript",
  rewrite(path, text) {
    const importsPlugin = /^import (\{ ?plugin ?\}|plugin) from /m.test(text);
    if (path !== "test/plugin.test.ts" || !importsPlugin) return text;
    return text.replace(/assert\.equal\(frame\.source, "[\w-]+"\);/g, "assert.equal(frame.source, plugin.name);");
  },
};
