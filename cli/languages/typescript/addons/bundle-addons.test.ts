import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundleAddons } from "./bundle-addons.js";

const MODULES = join(import.meta.dirname, "../../../../node_modules");
/** A compiled file that any Node.js loads. */
const ADDON = join(
  MODULES,
  `@serialport/bindings-cpp/prebuilds/linux-${process.arch}`,
  `@serialport+bindings-cpp.${process.arch === "arm64" ? "armv8." : ""}glibc.node`,
);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bundle-addons-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test
  .skipIf(process.platform !== "linux")
  .each<[string, { readonly code: string; readonly file: string; readonly manifest?: object }]>([
    ["bindings", { code: `module.exports = require("bindings")("own");`, file: "build/Release/own.node" }],
    [
      "@mapbox/node-pre-gyp",
      {
        code: `
          const { join, resolve } = require("node:path");
          module.exports = require(require("@mapbox/node-pre-gyp").find(resolve(join(__dirname, "./package.json"))));`,
        file: "lib/binding/own.node",
        manifest: { binary: { module_name: "own", module_path: "./lib/binding/", host: "https://files.example/" } },
      },
    ],
    [
      "node-gyp-build",
      { code: `module.exports = require("node-gyp-build")(__dirname);`, file: "build/Release/own.node" },
    ],
    ["none: a path", { code: `module.exports = require("./own.node");`, file: "own.node" }],
  ])(
  "a package that finds its compiled file with %s is bundled, and loads it",
  async (loader, { code, file, manifest }) => {
    const own = join(folder, "node_modules/own");
    await mkdir(dirname(join(own, file)), { recursive: true });
    await cp(ADDON, join(own, file));
    await writeFile(
      join(own, "package.json"),
      JSON.stringify({ name: "own", version: "1.0.0", main: "index.js", ...manifest }),
    );
    await writeFile(join(own, "index.js"), code);
    if (!loader.startsWith("none")) {
      await mkdir(dirname(join(folder, "node_modules", loader)), { recursive: true });
      await symlink(join(MODULES, loader), join(folder, "node_modules", loader));
    }
    const entry = join(folder, "plugin.js");
    await writeFile(entry, `console.log(typeof require("own").open);`);
    const outfile = join(folder, "bundle.cjs");
    const { plugin, packages } = bundleAddons("installed");
    const options = { bundle: true, platform: "node", format: "cjs", metafile: true, logLevel: "silent" } as const;
    await build({ ...options, entryPoints: [entry], outfile, plugins: [plugin], absWorkingDir: folder });
    expect([...packages].map(({ id }) => id)).toEqual(["own@1.0.0"]);
    expect(execFileSync(process.execPath, [outfile], { encoding: "utf8" })).toBe("function\n");
  },
);
