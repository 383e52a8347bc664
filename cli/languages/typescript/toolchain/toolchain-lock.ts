import { createHash } from "node:crypto";
import type { Runtime } from "./runtime.js";
import lock from "./toolchain-lock.json" with { type: "json" };

/** A package.json and package-lock.json by which `npm ci` installs exactly the bytes that we tried, or fails. */
export interface PinnedInstall {
  readonly manifest: object;
  readonly lock: object;
  /** Differs when anything in them does. */
  readonly hash: string;
}

export const PKG = "@yao-pkg/pkg";

/** The version of a runtime, such as `24.21.0`. */
export function pinnedVersion({ packageName }: Pick<Runtime, "packageName">): string {
  return lockedPackage(packageName).version;
}

/**
 * pkg and this machine's Node.js, or one runtime alone, out of toolchain-lock.json. There the runtimes are optional, so that
 * npm could resolve all of them on one platform; an optional package that cannot be fetched is skipped without a word, so here
 * it is required.
 */
export function pinnedInstall({ packageName, alone = false }: PinnedOptions): PinnedInstall {
  const { "": root, ...packages } = lock.packages as Record<string, LockedPackage>;
  const path = `node_modules/${packageName}`;
  const wanted = lockedPackage(packageName);
  for (const name of Object.keys(root?.optionalDependencies ?? {})) delete packages[`node_modules/${name}`];
  const required = alone ? forAnyMachine(wanted) : wanted;
  const { optional: _, ...runtime } = required;
  const manifest = {
    name: lock.name,
    version: lock.version,
    private: true,
    dependencies: { ...(alone ? {} : root?.dependencies), [packageName]: wanted.version },
  };
  const { private: __, ...lockedRoot } = manifest;
  const pinned = { ...lock, packages: { "": lockedRoot, ...(alone ? {} : packages), [path]: runtime } };
  return {
    manifest,
    lock: pinned,
    hash: createHash("sha256").update(JSON.stringify(pinned)).digest("hex").slice(0, 16),
  };
}

interface PinnedOptions extends Pick<Runtime, "packageName"> {
  /** Without pkg. Default: false. */
  readonly alone?: boolean;
}

/** npm refuses a package of another machine, as its lock says. It is not run here. */
function forAnyMachine({ os: _, cpu: __, libc: ___, ...locked }: LockedPackage): LockedPackage {
  return locked;
}

function lockedPackage(name: string): LockedPackage {
  const found = (lock.packages as Record<string, LockedPackage>)[`node_modules/${name}`];
  if (found === undefined) throw new Error(`toolchain-lock.json has no ${name}`);
  return found;
}

interface LockedPackage {
  readonly version: string;
  readonly optional?: boolean;
  readonly os?: unknown;
  readonly cpu?: unknown;
  readonly libc?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
