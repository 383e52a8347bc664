import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";

/** An installed package with compiled files in it. */
export interface AddonPackage {
  readonly name: string;
  /** Name and version: what tells two installed versions apart. */
  readonly id: string;
  /** Its folder, absolute. */
  readonly root: string;
  /** Its compiled files, below that folder and with `/` on every platform. */
  readonly addons: readonly string[];
  /** It is one of a family of packages with one platform each, of which npm installs those of this machine. */
  readonly isOfOnePlatform: boolean;
}

/** What lies beside the files that a package loads: other packages, and what a compiler leaves. */
const SKIPPED: ReadonlySet<string> = new Set(["node_modules", "obj.target", ".deps", "Debug", ".git"]);

/** Finds the packages of files, and looks into each once. */
export class AddonPackages {
  readonly #byRoot = new Map<string, AddonPackage | undefined>();

  /** The package that a file in a node_modules folder belongs to; undefined when nothing in it is compiled. */
  of(path: string): AddonPackage | undefined {
    const root = rootOf(path);
    if (root === undefined) return undefined;
    if (!this.#byRoot.has(root)) this.#byRoot.set(root, lookInto(root));
    return this.#byRoot.get(root);
  }

  /** A compiled file as a package of its own: the project's, which no package has. */
  ofFile(path: string): AddonPackage {
    const own = this.of(path);
    if (own !== undefined) return own;
    const file = this.#byRoot.get(path) ?? {
      name: basename(path),
      id: `${basename(path)}#${this.#byRoot.size}`,
      root: dirname(path),
      addons: [basename(path)],
      isOfOnePlatform: false,
    };
    this.#byRoot.set(path, file);
    return file;
  }

  /** Whether a package is to be compiled when it is installed, and has not been. */
  lacksItsBuild(path: string): string | undefined {
    const root = rootOf(path);
    if (root === undefined || this.of(path) !== undefined || !existsSync(join(root, "binding.gyp"))) return undefined;
    return manifestOf(root).name;
  }
}

/** The folder right below the last node_modules, or below its scope. */
function rootOf(path: string): string | undefined {
  const parts = path.split(sep);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  return parts.slice(0, at + (parts[at + 1]?.startsWith("@") ? 3 : 2)).join(sep);
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly os?: unknown;
  readonly cpu?: unknown;
}

function manifestOf(root: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}

function lookInto(root: string): AddonPackage | undefined {
  const addons = compiledBelow(root).map((path) => relative(root, path).split(sep).join("/"));
  if (addons.length === 0) return undefined;
  const { name = relative(dirname(root), root), version = "0", os, cpu } = manifestOf(root);
  const isOfOnePlatform = os !== undefined || cpu !== undefined;
  return { name, id: `${name}@${version}`, root, addons: addons.sort(), isOfOnePlatform };
}

function compiledBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : compiledBelow(path);
    return entry.isFile() && entry.name.endsWith(".node") ? [path] : [];
  });
}
