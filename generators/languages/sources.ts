import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { packageRoot } from "../package-root.js";

/** A file that a project carries. */
export interface VendoredFile {
  readonly name: string;
  readonly contents: Buffer;
}

/** Where the generator takes what it renders from. */
export interface Sources {
  /** One of the packed SDKs that projects carry until a registry has them, by a pattern that its name fits. */
  vendored(name: RegExp): VendoredFile;
  /** The files of an SDK that projects carry as a folder, by their paths in it, with slashes. */
  vendoredFolder(name: string): ReadonlyMap<string, Buffer>;
}

/** The sources that this package has. */
export function packageSources(): Sources {
  const vendor = join(packageRoot(), "dist", "vendor");
  // A project carries what its templates name, too: each is read once.
  const read = new Map<string, VendoredFile>();
  return {
    vendored(pattern) {
      const name = readdirSync(vendor).find((file) => pattern.test(file));
      if (name === undefined) throw new Error(`${vendor} has no file like ${pattern}: the package is damaged`);
      const file = read.get(name) ?? { name, contents: readFileSync(join(vendor, name)) };
      read.set(name, file);
      return file;
    },
    vendoredFolder(name) {
      const folder = join(vendor, name);
      const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
      return new Map(paths.map((path) => [path.split(sep).join("/"), readFileSync(join(folder, path))]));
    },
  };
}
