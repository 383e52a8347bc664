import { defineConfig, globalIgnores } from "eslint/config";
import importSort from "eslint-plugin-simple-import-sort";
import tseslint from "typescript-eslint";

export default defineConfig(
  // Templates are not TypeScript before they are rendered; the broken plugins are broken on purpose.
  globalIgnores([
    "**/dist",
    "templates",
    "**/fixtures",
    "test/hosts/broken-plugins/**/*.cjs",
    "my-sensor",
    "my-python-sensor",
    "laniakea-home",
  ]),
  tseslint.configs.recommended,
  {
    rules: { "prefer-const": "error", eqeqeq: "error" },
  },
  {
    files: ["**/*.ts"],
    plugins: { "import-sort": importSort },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Node's own, packages, other rooms from the farthest, this room: one block.
      "import-sort/imports": ["error", { groups: [["^node:", "^@?\\w", "^\\.\\.", "^\\."]] }],
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    // What does not fit on a screen is more than one thing.
    files: ["**/*.ts"],
    ignores: ["**/*.test.ts", "test/**"],
    rules: { "max-lines": ["error", 300], "max-lines-per-function": ["error", 50] },
  },
);
