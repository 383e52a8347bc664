import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeFolder, personalEnv, run } from "./support/cli.js";

/** Packages as the registry has them, by what they export and what their types say. */
const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // CommonJS whose types say `export default`, as modbus-serial's do.
  "cjs-default": {
    "package.json": '{ "main": "index.js", "types": "index.d.ts" }',
    "index.js":
      "class Port { read() { return 'cjs-default'; } }\nmodule.exports = Port;\nmodule.exports.default = Port;",
    "index.d.ts": "export class Port { read(): string }\nexport default Port;",
  },
  "cjs-assigned": {
    "package.json": '{ "main": "index.js", "types": "index.d.ts" }',
    "index.js": "module.exports = () => 'cjs-assigned';",
    "index.d.ts": "declare function read(): string;\nexport = read;",
  },
  "cjs-named": {
    "package.json": '{ "main": "index.js", "types": "index.d.ts" }',
    "index.js": "Object.defineProperty(exports, '__esModule', { value: true });\nexports.read = () => 'cjs-named';",
    "index.d.ts": "export declare const read: () => string;",
  },
  "esm-only": {
    "package.json": '{ "type": "module", "exports": { "import": "./index.js" } }',
    "index.js": "export default () => 'esm-only';",
    "index.d.ts": "declare const read: () => string;\nexport default read;",
  },
  dual: {
    "package.json":
      '{ "exports": { ".": { "import": "./index.mjs", "require": "./index.cjs" }, "./sub": { "types": "./sub.d.ts", "default": "./sub.cjs" } } }',
    "index.mjs": "export default 'dual';",
    "index.d.mts": "declare const name: string;\nexport default name;",
    "index.cjs": "throw new Error('the wrong half');",
    "sub.cjs": "exports.sub = 'dual/sub';",
    "sub.d.ts": "export declare const sub: string;",
  },
  // Without the extension that Node wants, as many packages' types have it.
  "types-only": {
    "package.json": '{ "types": "index.d.ts" }',
    "index.d.ts": "export type { Reading } from './reading';",
    "reading.d.ts": "export interface Reading { readonly values: readonly string[] }",
  },
};

const PLUGIN = `import { datasource } from "laniakea-plugin-sdk";
import readAssigned from "cjs-assigned";
import Port from "cjs-default";
import { read } from "cjs-named";
import dual from "dual";
import { sub } from "dual/sub";
import readEsm from "esm-only";
import type { Reading } from "types-only";

const reading: Reading = { values: [new Port().read(), readAssigned(), read(), readEsm(), dual, sub] };

export default datasource({
  name: "lab",
  version: "1.0.0",
  async *record() {
    yield reading;
    // What somebody else's server says is of no type.
    const response = new Response('{"celsius":21}');
    yield await response.json();
  },
});
`;

const TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "laniakea-plugin-sdk/testing";
import plugin from "../src/plugin.js";

test("it records", async () => {
  const frames: unknown[] = [];
  for await (const frame of connect(plugin).startRecord()) frames.push(frame.json());
  const values = ["cjs-default", "cjs-assigned", "cjs-named", "esm-only", "dual", "dual/sub"];
  assert.deepEqual(frames, [{ values }, { celsius: 21 }]);
});
`;

test("ordinary packages, and JSON of no type, pass every task of a made project", { timeout: 300_000 }, async () => {
  const cwd = await makeFolder();
  expect(await run(["lab", "--yes"], { cwd })).toMatchObject({ code: 0 });
  const project = join(cwd, "lab");
  const npm = (...args: string[]) => promisify(execFile)("npm", args, { cwd: project, env: personalEnv() });

  // Its tests hold after its author's first changes.
  const manifest = await readFile(join(project, "package.json"), "utf8");
  await writeFile(join(project, "package.json"), manifest.replace('"version": "0.1.0"', '"version": "2.0.0-rc.1"'));
  const made = await readFile(join(project, "src/plugin.ts"), "utf8");
  const changed = made.replaceAll("celsius", "bar").replace('name: "lab"', 'name: "another-name"');
  await writeFile(join(project, "src/plugin.ts"), changed);
  expect((await npm("test")).stdout).toMatch(/# pass 1\n# fail 0/);

  await writeFile(join(project, "src/plugin.ts"), PLUGIN);
  await writeFile(join(project, "test/plugin.test.ts"), TEST);
  for (const [name, files] of Object.entries(PACKAGES)) {
    for (const [path, contents] of Object.entries(files)) {
      const file = join(project, "node_modules", name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, path === "package.json" ? JSON.stringify({ name, ...JSON.parse(contents) }) : contents);
    }
  }
  await npm("run", "typecheck");
  expect((await npm("run", "lint")).stdout).toContain("Found 0 warnings and 0 errors");
  expect((await npm("test")).stdout).toMatch(/# pass 1\n# fail 0/);
  await npm("run", "build");
  expect(await readFile(join(project, "dist/lab"))).not.toHaveLength(0);

  // What is forgotten is said: by the compiler in a reading, by the linter in a statement and in a condition.
  const known = PLUGIN.replace("yield await response.json();", "");
  const forgotten = known.replace("yield reading;", "yield { values: reading.values, at: sensor() };");
  await writeFile(join(project, "src/plugin.ts"), `${forgotten}\nasync function sensor() {\n  return 21;\n}\n`);
  await expect(npm("run", "typecheck")).rejects.toMatchObject({
    stdout: expect.stringContaining("await it: a promise"),
  });
  const statements = "sensor();\n    if (sensor()) yield reading;\n    [1].forEach(async () => sensor());";
  const careless = PLUGIN.replace("yield reading;", statements);
  await writeFile(join(project, "src/plugin.ts"), `${careless}\nasync function sensor() {\n  return 21;\n}\n`);
  const lint = await npm("run", "lint").catch((error) => error);
  expect(lint.stdout).toContain("no-floating-promises");
  expect(lint.stdout.match(/no-misused-promises/g)).toHaveLength(2);
});
