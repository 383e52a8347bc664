/** The Go SDK as the module that a made project carries until a proxy has it. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { goFacts } from "./go-facts.js";
import { writeChanged } from "./write-changed.js";

/** Its own tests stay here, and so does what only they need. */
const PACKAGED = /(?<!_test)\.go$|^go\.(mod|sum)$|^README\.md$/;

export interface GoModuleSources {
  /** The folder of the Go SDK, with its go.mod. */
  readonly sdk: string;
  /** What the SDKs of all languages share: of the daemon, and of go-plugin. */
  readonly facts: readonly string[];
  readonly license: string;
  /** This package's version. */
  readonly version: string;
}

/**
 * Writes the facts among the sources, where editors, linters and tests look for them, and the module into `folder`. It is one file
 * there, its files by their paths: an install of the generator takes longer for eighty small ones than for their bytes.
 */
export async function packGoModule({ sdk, facts, license, version }: GoModuleSources, folder: string): Promise<void> {
  await writeChanged(join(sdk, "internal/facts/generated.go"), await goFacts(facts, version));
  const entries = await readdir(sdk, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && PACKAGED.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  const files = await Promise.all(
    paths.map(async (path) => [relative(sdk, path).split(sep).join("/"), await readFile(path, "utf8")] as const),
  );
  const all = [...files, ["LICENSE", await readFile(license, "utf8")] as const].sort(([a], [b]) => (a < b ? -1 : 1));
  await writeFile(join(folder, "laniakea-plugin-sdk-go.json"), `${JSON.stringify(Object.fromEntries(all), null, 1)}\n`);
}
