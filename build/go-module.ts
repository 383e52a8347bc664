/** The Go SDK as the module that a made project carries until a proxy has it. */
import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
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

/** Writes the facts among the sources, where editors, linters and tests look for them, and the module into `folder`. */
export async function packGoModule({ sdk, facts, license, version }: GoModuleSources, folder: string): Promise<void> {
  await writeChanged(join(sdk, "internal/facts/generated.go"), await goFacts(facts, version));
  const module = join(folder, "laniakea-plugin-sdk-go");
  await rm(module, { recursive: true, force: true });
  const entries = await readdir(sdk, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && PACKAGED.test(entry.name));
  await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const to = join(module, relative(sdk, parentPath), name);
      await mkdir(dirname(to), { recursive: true });
      await copyFile(join(parentPath, name), to);
    }),
  );
  await copyFile(license, join(module, "LICENSE"));
}
