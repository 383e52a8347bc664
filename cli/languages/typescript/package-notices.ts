import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const LINE = `\n${"-".repeat(80)}\n\n`;

/**
 * The licence texts of all packages that a bundle was made from, one after the other.
 * @param modules the files that went into the bundle, as its bundler names them; absolute, or relative to this process's folder.
 */
export async function packageNotices(modules: Iterable<string>): Promise<string> {
  const roots = new Set([...modules].flatMap((module) => packageOf(module) ?? []));
  return joinNotices((await Promise.all([...roots].map(readableNotice))).sort());
}

/** The same package can be there in two places. */
export function joinNotices(notices: readonly string[]): string {
  return [...new Set(notices)].filter((text) => text !== "").join(LINE);
}

/** Yarn may have a package where nothing but its own loader can read. */
async function readableNotice(root: string): Promise<string> {
  return await packageNotice(root).catch(() => `${root}: its licence cannot be read there.\n`);
}

/** Name, version and licence text of the package in a folder. */
async function packageNotice(root: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const text = (await licenceText(root)) ?? "Its package has no licence text.";
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/** The text of a package's licence; undefined where it carries none. */
export async function licenceText(root: string): Promise<string | undefined> {
  const file = (await readdir(root)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  return file === undefined ? undefined : (await readFile(join(root, file), "utf8")).trim();
}

/** The folder of the package that a file belongs to; undefined for a file of ours. */
function packageOf(module: string): string | undefined {
  return /^\0?(.*node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/.exec(module)?.[1];
}
