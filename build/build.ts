/**
 * Builds both packages: `npm run build`; with the argument `sdk` that one alone.
 *
 *   sdk/typescript/dist/    the library (ESM, unbundled from @grpc/grpc-js), its types, and the bundled `laniakea-plugin` command
 *   dist/        the bundled generator, and the SDKs packed as they will be vendored into made projects
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build, type BuildOptions } from "esbuild";
import { build as rolldown } from "rolldown";
import { OLDEST_NODE } from "../cli/run/supported-node.js";
import { helpFile, READY_WIDTHS } from "../generators/cli/help.js";
import { helpText } from "../generators/cli/program.js";
import { INTEGRITY } from "../generators/languages/sources.js";
import { packGoModule } from "./go-module.js";
import { lateModules } from "./late-modules.js";
import { writeNotices } from "./notices.js";
import { buildPage, pageInEsbuild, pageInRolldown, type ReadyPage } from "./page.js";
import { buildWheel } from "./python-wheel.js";
import { readyLayers, writeLayers } from "./ready-layers.js";
import { slimmer } from "./slimmer.js";

const ROOT = join(import.meta.dirname, "..");
const SDK = join(ROOT, "sdk/typescript");
const DIST = join(ROOT, "dist");

/** What the bundles share. */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: "node",
  format: "esm",
  target: `node${OLDEST_NODE}`,
  splitting: true,
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** CommonJS packages inside an ESM bundle call `require` for Node's own modules. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/**
 * The files that Node starts. They see whether it is new enough before they import the rest, so all versions must be able
 * to read them: no `import` statement, no new syntax.
 */
async function buildEntry(entry: string, output: string, format: "esm" | "cjs" = "esm"): Promise<void> {
  await build({
    ...COMMON,
    format,
    splitting: false,
    target: "node12",
    supported: { "dynamic-import": format === "esm" },
    minify: true,
    define: format === "cjs" ? { "import.meta.dirname": "__dirname" } : {},
    entryPoints: [entry],
    outfile: output,
    external: ["./main.js", "./program.js"],
  });
}

async function buildSdk(page: ReadyPage): Promise<void> {
  await rm(join(SDK, "dist"), { recursive: true, force: true });
  const [, program] = await Promise.all([
    build({
      ...COMMON,
      entryPoints: {
        index: "sdk/typescript/src/index.ts",
        "go-plugin": "sdk/typescript/src/go-plugin/index.ts",
        "grpc-js": "sdk/typescript/src/go-plugin/transport/grpc-js/transport.ts",
        testing: "sdk/typescript/src/testing/index.ts",
      },
      outdir: "sdk/typescript/dist",
      chunkNames: "chunks/[name]-[hash]",
      external: ["@grpc/grpc-js"],
    }),
    build({
      ...COMMON,
      entryPoints: { program: "cli/program.ts" },
      outdir: "sdk/typescript/dist/cli",
      chunkNames: "chunks/[name]-[hash]",
      minify: true,
      keepNames: true,
      metafile: true,
      plugins: [pageInEsbuild(page)],
      // The project's own compiler and bundler, and the SDK's one dependency, are found where they are installed.
      external: ["@grpc/grpc-js", "esbuild"],
      banner: { js: REQUIRE_BANNER },
    }),
    buildEntry("cli/main.ts", "sdk/typescript/dist/cli/main.js"),
    emitTypes(),
  ]);
  await writeNotices([...Object.keys(program.metafile.inputs), ...page.inputs], join(SDK, "dist"));
}

async function emitTypes(): Promise<void> {
  await run(process.execPath, [
    join(ROOT, "node_modules/typescript/bin/tsc"),
    "--project",
    "sdk/typescript/tsconfig.json",
  ]);
}

/**
 * CommonJS, as Node starts it faster: files are read without its asynchronous loader of ES modules, and a module of Node's
 * own is taken as it is, without a namespace for which everything that it could give is looked up.
 */
async function buildGenerator(page: ReadyPage): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  const { version } = await readJson(join(ROOT, "node_modules/yeoman-generator/package.json"));
  const { output } = await rolldown({
    cwd: ROOT,
    input: { main: "generators/cli/main.ts" },
    platform: "node",
    transform: { target: COMMON.target },
    external: ["esbuild"],
    // Its CommonJS names its own files by a `require` that no bundler sees.
    resolve: { alias: { "jsonc-parser": join(ROOT, "node_modules/jsonc-parser/lib/esm/main.js") } },
    plugins: [readyLayers(ROOT), lateModules(), pageInRolldown(page), slimmer(version)],
    output: {
      dir: DIST,
      format: "cjs",
      chunkFileNames: "chunks/[name]-[hash].js",
      // What every run that makes a project imports: thirty small files would be found, read and compiled one by one.
      codeSplitting: { groups: [{ name: "create", tags: ["$initial"] }] },
      minify: true,
      keepNames: true,
    },
  });
  await writeNotices(
    [...output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : [])), ...page.inputs],
    DIST,
  );
  await writeLayers(join(ROOT, "templates"), join(DIST, "layers"));
  await buildEntry("generators/cli/entry.ts", join(DIST, "cli.js"), "cjs");
  for (const width of READY_WIDTHS) await writeFile(join(DIST, helpFile(width)), await helpText(width));
  await writeFile(join(DIST, "package.json"), '{ "type": "commonjs" }\n');
}

/** A made project carries the SDK of its language until a registry has it. */
async function packSdks(): Promise<void> {
  const vendor = join(DIST, "vendor");
  await mkdir(vendor, { recursive: true });
  const { version } = await readJson(join(ROOT, "package.json"));
  const shared = {
    facts: [join(ROOT, "daemon/facts.json"), join(ROOT, "sdk/go-plugin.json")],
    license: join(ROOT, "LICENSE"),
    version,
  };
  await Promise.all([
    packTypeScript(vendor),
    buildWheel({ ...shared, sdk: join(ROOT, "sdk/python") }, vendor),
    packGoModule({ ...shared, sdk: join(ROOT, "sdk/go") }, vendor),
    // A Python project has it as tools/make_venv.py.
    copyFile(join(ROOT, "sdk/python/tools/make_venv.py"), join(vendor, "make_venv.py")),
  ]);
}

async function packTypeScript(vendor: string): Promise<void> {
  const packed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", vendor], SDK);
  const [{ filename, integrity }] = JSON.parse(packed) as [{ filename: string; integrity: string }];
  await writeFile(join(vendor, `${filename}${INTEGRITY}`), integrity);
}

async function run(file: string, args: readonly string[], cwd = ROOT): Promise<string> {
  try {
    const options = { cwd, env: withoutNpmFlags(), shell: process.platform === "win32" };
    return (await promisify(execFile)(file, args, options)).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${file} ${args.join(" ")} failed\n${stdout}${stderr}`);
  }
}

/** Where npm runs the build, as `npm publish --dry-run` does, its flags are meant for itself: the SDK is packed all the same. */
function withoutNpmFlags(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name)));
}

async function readJson(path: string): Promise<{ version: string }> {
  return JSON.parse(await readFile(path, "utf8"));
}

const page = await buildPage(ROOT);
await buildSdk(page);
if (process.argv[2] !== "sdk") {
  await buildGenerator(page);
  await packSdks();
}
