import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Goes out with a bundle: the licences of what is in it ask for their text to be there. */
export const NOTICES_FILE = "THIRD-PARTY-NOTICES.txt";

/**
 * Writes the licence texts of all packages that a bundle was made from, one after the other.
 * @param modules the files that went into the bundle, as its bundler names them.
 */
export async function writeNotices(modules: Iterable<string>, folder: string): Promise<void> {
  const roots = new Set([...modules].flatMap((module) => packageOf(module) ?? []));
  const notices = await Promise.all([...roots].map(notice));
  // The same package can be there in two places.
  const sorted = [...new Set(notices)].sort();
  await writeFile(join(folder, NOTICES_FILE), sorted.join(`\n${"-".repeat(80)}\n\n`));
}

/** The folder of the package that a file belongs to; undefined for a file of ours. */
function packageOf(module: string): string | undefined {
  return /^\0?(.*node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(module)?.[1];
}

async function notice(root: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const file = (await readdir(root)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? "Its package has no licence text." : await readFile(join(root, file), "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
