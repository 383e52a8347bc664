import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this package: the same for the sources and for the bundle, which are at different depths. */
export function packageRoot(from: string = import.meta.dirname): string {
  if (existsSync(join(from, "generators"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("its own folder is not to be found: the package is damaged");
  return packageRoot(parent);
}
