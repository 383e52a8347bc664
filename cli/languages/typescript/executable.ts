import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ChildFailed, runChild } from "../../process/child.js";
import { childError } from "../../process/child-error.js";
import type { Target } from "../target.js";
import { mapOf } from "./bundle.js";
import { NEEDS_MB, withLessMemory } from "./memory.js";
import { MAP_ASSET } from "./stack-traces.js";
import type { Toolchain } from "./toolchain/toolchain.js";

export interface ExecutableOptions {
  readonly toolchain: Toolchain;
  /** What it is made for. */
  readonly target: Target;
  /** Path of the target's Node.js; undefined when that is this machine's own. */
  readonly base?: string | undefined;
  /** One CommonJS file with everything in it but Node's own modules. */
  readonly bundle: string;
  /** Files that the binary carries besides, by the name that it asks for. */
  readonly assets: Readonly<Record<string, string>>;
  readonly output: string;
  /** A folder of ours for pkg's temporary files. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/**
 * The one place that knows pkg. Arguments: pkg's folder, and our options as JSON.
 *
 * It calls the function behind `pkg --sea FILE` and not the command, because only the function takes `nodePath` (the
 * command wants to download its Node, or to find it under a HOME that is prepared for it) and `useCodeCache` (binaries
 * speak 15 to 20 ms earlier, of 90). The function is not pkg's documented API. pkg is pinned by hash, so that it moves
 * only when we move the pin: then build.test.ts tells. Should it be gone, the command is what to go back to:
 * `pkg --sea -t node24.21.0-linux-x64 --out-path DIR FILE`, with HOME set to a folder where .pkg-cache/sea/ has
 * node-v24.21.0-linux-x64/bin/node, node.ok beside it, and node-v24.21.0-linux-x64.tar.gz and .tar.gz.ok, both empty.
 */
const CALL_PKG = `
const [, folder, options] = process.argv;
const { bundle, seaConfig, target, nodePath } = JSON.parse(options);
const { default: sea } = require(folder + "/lib-es5/sea.js");
sea(bundle, { targets: [target], nodePath, seaConfig, signature: true }).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;

/** What an executable is for Node.js, wherever it is made: https://nodejs.org/api/single-executable-applications.html */
const SEA_CONFIG = {
  disableExperimentalSEAWarning: true,
  useSnapshot: false,
  // NODE_OPTIONS in the daemon's environment are for other programs: with them a plugin would not start, or run their code.
  execArgvExtension: "none",
  // MB. A stream makes garbage only; V8's own 16 would let it grow by 8 MB before it is swept, and no frame is faster for it.
  execArgv: ["--max-semi-space-size=4"],
};

/** For a machine of another kind: pkg itself would start the Node.js of that machine. */
const INJECT = `
const [, folder, options] = process.argv;
const { output, blob } = JSON.parse(options);
const { inject } = require(require.resolve("postject", { paths: [folder] }));
const sentinelFuse = "NODE_SEA_FUSE_" + "fce680ab2cc467b6e072b8b5df1996b2";
inject(output, "NODE_SEA_BLOB", require("node:fs").readFileSync(blob), { sentinelFuse, overwrite: true }).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;

/**
 * Puts a bundle into a copy of the pinned Node.js. For this machine it has a code cache; one for another machine starts 15 to
 * 20 ms later, as only the Node.js that uses a code cache can make it.
 * @throws {UserError} with pkg's last lines (exit code 5). That it succeeds proves little: start the result.
 */
export async function makeExecutable(options: ExecutableOptions): Promise<void> {
  try {
    await (options.base === undefined ? makeHere(options) : makeForAnother(options, options.base));
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    throw await childError("the bundle could not be made into an executable", error, {
      step: "executable",
      needsMb: NEEDS_MB.node,
      hintWhenKilled: withLessMemory("node", options.target.name),
    });
  }
}

async function makeHere(options: ExecutableOptions): Promise<void> {
  const { toolchain, bundle, output } = options;
  const { platform, arch } = options.target;
  const target = { nodeRange: "node24", platform: platform === "win32" ? "win" : platform, arch, output };
  const seaConfig = { ...SEA_CONFIG, useCodeCache: true, assets: assetsOf(options) };
  const job = { bundle, seaConfig, target, nodePath: toolchain.node };
  await runNode(options, ["--eval", CALL_PKG, "--", toolchain.pkg, JSON.stringify(job)]);
}

async function makeForAnother(options: ExecutableOptions, base: string): Promise<void> {
  const { toolchain, bundle, output, workFolder } = options;
  const [blob, config] = [join(workFolder, "plugin.blob"), join(workFolder, "sea-config.json")];
  const seaConfig = { ...SEA_CONFIG, useCodeCache: false, main: bundle, output: blob, assets: assetsOf(options) };
  await writeFile(config, JSON.stringify(seaConfig));
  await runNode(options, ["--experimental-sea-config", config]);
  await mkdir(dirname(output), { recursive: true });
  await copyFile(base, output);
  await runNode(options, ["--eval", INJECT, "--", toolchain.pkg, JSON.stringify({ output, blob })]);
}

function assetsOf({ assets, bundle }: ExecutableOptions): Readonly<Record<string, string>> {
  return { ...assets, [MAP_ASSET]: mapOf(bundle) };
}

async function runNode({ toolchain, workFolder, signal, onLine }: ExecutableOptions, args: string[]): Promise<void> {
  // NODE_OPTIONS are for the host's Node, another version. pkg leaves its temporary files when it is ended.
  const env = { NODE_OPTIONS: undefined, TMPDIR: workFolder, TEMP: workFolder, TMP: workFolder };
  await runChild(toolchain.node, args, { cwd: workFolder, env, signal, onLine });
}
