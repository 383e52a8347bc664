import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
  /** Of a {@link vendored} file, what npm writes into a lock file to know it again. */
  integrity(name: RegExp): string;
  /** The files of an SDK that projects carry as a folder, by their paths in it, with slashes. */
  vendoredFolder(name: string): ReadonlyMap<string, Buffer>;
}

/** How the name of the file ends that has a file's integrity, from when it was packed: to hash one takes a millisecond of each run. */
export const INTEGRITY = ".integrity";

/** The sources that this package has. */
export function packageSources(): Sources {
  const vendor = join(packageRoot(), "dist", "vendor");
  // A project carries what its templates name, too: each is read once.
  const read = new Map<string, VendoredFile>();
  let names: readonly string[] | undefined;
  const nameLike = (pattern: RegExp) => {
    names ??= readdirSync(vendor);
    const name = names.find((file) => pattern.test(file));
    if (name === undefined) throw new Error(`${vendor} has no file like ${pattern}: the package is damaged`);
    return name;
  };
  return {
    vendored(pattern) {
      const name = nameLike(pattern);
      const file = read.get(name) ?? { name, contents: readFileSync(join(vendor, name)) };
      read.set(name, file);
      return file;
    },
    integrity: (pattern) => readFileSync(join(vendor, `${nameLike(pattern)}${INTEGRITY}`), "utf8"),
    vendoredFolder(name) {
      const files = JSON.parse(readFileSync(join(vendor, `${name}.json`), "utf8")) as Readonly<Record<string, string>>;
      return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
    },
  };
}
