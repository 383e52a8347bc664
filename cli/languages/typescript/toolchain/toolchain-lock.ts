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

/**
 * pkg and one runtime out of toolchain-lock.json. There the runtimes are optional, so that npm could resolve all of
 * them on one platform; an optional package that cannot be fetched is skipped without a word, so here it is required.
 */
export function pinnedInstall(runtime: Runtime): PinnedInstall {
  const { "": root, ...packages } = lock.packages as Record<string, LockedPackage>;
  const path = `node_modules/${runtime.packageName}`;
  const wanted = packages[path];
  if (!root || !wanted) throw new Error(`toolchain-lock.json has no ${runtime.packageName}`);
  for (const name of Object.keys(root.optionalDependencies ?? {})) delete packages[`node_modules/${name}`];
  const { optional: _, ...required } = wanted;
  const manifest = {
    name: lock.name,
    version: lock.version,
    private: true,
    dependencies: { ...root.dependencies, [runtime.packageName]: wanted.version },
  };
  const { private: __, ...lockedRoot } = manifest;
  const pinned = { ...lock, packages: { "": lockedRoot, ...packages, [path]: required } };
  return {
    manifest,
    lock: pinned,
    hash: createHash("sha256").update(JSON.stringify(pinned)).digest("hex").slice(0, 16),
  };
}

interface LockedPackage {
  readonly version: string;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
