import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { sha256 } from "../../../cli/files/contents/sha256.js";
import { hostRuntime } from "../../../cli/languages/typescript/toolchain/toolchain.js";
import { pinnedInstall, PKG } from "../../../cli/languages/typescript/toolchain/toolchain-lock.js";
import { LINKS, ROOT } from "./cli.js";

/** Stands in for `pkg`: the executable is a script that runs a copy of the bundle. */
const PKG_STAND_IN = `
const { createHash } = require("node:crypto");
const { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { readFileSync } = require("node:fs");
if (process.env.FAIL_STEP === "pkg") {
  console.log("no room for the blob");
  process.exit(1);
}
const { bundle, target } = JSON.parse(process.argv.at(-1));
writeFileSync(join(process.env.TMPDIR, "of-pkg"), "half");
const hash = createHash("sha256").update(readFileSync(bundle)).digest("hex");
const kept = join(__dirname, hash + ".cjs");
if (!existsSync(kept)) {
  copyFileSync(bundle, kept + process.pid);
  renameSync(kept + process.pid, kept);
}
mkdirSync(dirname(target.output), { recursive: true });
const script = "#!/bin/sh\\nexec " + JSON.stringify(process.execPath) + " " + JSON.stringify(kept) + "\\n";
writeFileSync(target.output, script.slice(0, 20));
const mute = "#!/bin/sh\\necho no sensor here >&2\\nexit 3\\n";
const dying = "#!/bin/sh\\necho '1|1|tcp|127.0.0.1:1|grpc'\\nexec sleep 0.2\\n";
writeFileSync(target.output, { mute, dying }[process.env.FAIL_STEP] ?? script);
chmodSync(target.output, 0o755);
`;

const TSC_STAND_IN = `
if (process.env.FAIL_STEP === "tsc") {
  console.log("src/plugin.ts(1,1): error TS1: nonsense");
  process.exitCode = 2;
}
`;

/** Stands in for `npm install`: what a build needs, in three steps. */
const npmStandIn = (modules: string) => `#!/bin/sh
if [ "$1" = --version ]; then echo 11.0.0; exit 0; fi
if [ "$1" = ci ]; then echo "npm error code ENOTFOUND" >&2; exit 1; fi
echo "npm http fetch GET 200 a"
${LINKS}
echo "npm http fetch GET 200 b"
cp -R ${modules}/node_modules/. node_modules/
if [ "$FAIL_STEP" = full ]; then i=0; while true >node_modules/$i; do i=$((i + 1)); done 2>/dev/null; fi
echo "added 3 packages"
`;

/**
 * Tools that take no time, for tests of what is around them: everything else of a run, the bundler and the plugin among it, is
 * real. FAIL_STEP makes one of them fail: "tsc", "pkg", "mute" and "dying" (what is made says nothing, or does not stay), "full"
 * (the install fills the disk).
 * @returns the environment with which a run finds them.
 */
export async function makeFastTools(folder: string): Promise<Record<string, string>> {
  const [bin, modules, cache] = ["bin", "modules", "cache"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "npm"), npmStandIn(modules), { mode: 0o755 });
  await makeModules(modules);
  await makeToolchain(cache);
  const PATH = [bin, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  return { PATH, LANIAKEA_PLUGIN_CACHE: cache };
}

async function makeModules(folder: string): Promise<void> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "typescript/bin"), { recursive: true });
  await writeFile(join(modules, "typescript/package.json"), '{ "name": "typescript", "bin": { "tsc": "bin/tsc" } }');
  await writeFile(join(modules, "typescript/bin/tsc"), TSC_STAND_IN);
  for (const name of ["esbuild", "laniakea-plugin-sdk"]) {
    await symlink(join(ROOT, "node_modules", name), join(modules, name));
  }
}

async function makeToolchain(cache: string): Promise<void> {
  const runtime = hostRuntime("node");
  const modules = join(
    cache,
    `toolchain-${pinnedInstall(runtime).hash}-${process.platform}-${process.arch}/node_modules`,
  );
  const node = join(modules, runtime.packageName, runtime.executable);
  await mkdir(dirname(node), { recursive: true });
  await mkdir(join(modules, PKG), { recursive: true });
  await writeFile(join(modules, PKG, "package.json"), "{}");
  await writeFile(join(cache, "stand-in.cjs"), PKG_STAND_IN);
  const script = `#!/bin/sh\nexec ${process.execPath} ${join(cache, "stand-in.cjs")} "$@"\n`;
  await writeFile(node, script);
  await chmod(node, 0o755);
  await writeFile(join(dirname(modules), "runtime.sha256"), sha256(script));
}
