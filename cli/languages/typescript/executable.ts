import { ChildFailed, runChild } from "../../process/child.js";
import { childError } from "../../process/child-error.js";
import { mapOf } from "./bundle.js";
import { MAP_ASSET } from "./stack-traces.js";
import type { Toolchain } from "./toolchain/toolchain.js";

export interface ExecutableOptions {
  readonly toolchain: Toolchain;
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
const { bundle, assets, target, nodePath } = JSON.parse(options);
const { default: sea } = require(folder + "/lib-es5/sea.js");
const seaConfig = {
  disableExperimentalSEAWarning: true,
  useSnapshot: false,
  useCodeCache: true,
  assets,
  // NODE_OPTIONS in the daemon's environment are for other programs: with them a plugin would not start, or run their code.
  execArgvExtension: "none",
  // MB. A stream makes garbage only; V8's own 16 would let it grow by 8 MB before it is swept, and no frame is faster for it.
  execArgv: ["--max-semi-space-size=4"],
};
sea(bundle, { targets: [target], nodePath, seaConfig, signature: true }).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`;

/**
 * Puts a bundle into a copy of the pinned Node. The code cache in it is for the Node that made it, so the target is
 * always this machine's platform.
 * @throws {UserError} with pkg's last lines (exit code 5). That it succeeds proves little: start the result.
 */
export async function makeExecutable(options: ExecutableOptions): Promise<void> {
  const { toolchain, bundle, output, workFolder, signal, onLine } = options;
  const { node, pkg, runtime } = toolchain;
  const target = { nodeRange: "node24", platform: runtime.pkgPlatform, arch: runtime.arch, output };
  const assets = { ...options.assets, [MAP_ASSET]: mapOf(bundle) };
  const args = ["--eval", CALL_PKG, "--", pkg, JSON.stringify({ bundle, assets, target, nodePath: node })];
  // NODE_OPTIONS are for the host's Node, another version. pkg leaves its temporary files when it is ended.
  const env = { NODE_OPTIONS: undefined, TMPDIR: workFolder, TEMP: workFolder, TMP: workFolder };
  try {
    await runChild(node, args, { cwd: workFolder, env, signal, onLine });
  } catch (error) {
    if (!(error instanceof ChildFailed)) throw error;
    throw await childError("the bundle could not be made into an executable", error, { step: "executable" });
  }
}
