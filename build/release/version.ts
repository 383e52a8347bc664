import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { notesOf, withVersion } from "./changelog.js";

/** The workspace of the SDK; both packages carry the same version. */
const SDK = "sdk/typescript";
/** Semantic Versioning 2.0.0, without what stands behind a +, which npm leaves out. */
const VERSION = /^\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;

interface Manifest {
  version: string;
}
interface Lock extends Manifest {
  packages: Record<string, Manifest | undefined>;
}

/**
 * Sets the version everywhere that it stands: in both packages, in the lock, and over what CHANGELOG.md calls unreleased.
 * @param root the folder of the repository.
 * @throws {Error} for what is no version, the one that is there, and a changelog with nothing new; then nothing is changed.
 */
export async function setVersion(root: string, version: string): Promise<void> {
  if (!VERSION.test(version)) throw new Error(`${version} is no version such as 1.2.3 or 1.2.3-rc.1`);
  const changelog = join(root, "CHANGELOG.md");
  const manifests = [join(root, "package.json"), join(root, SDK, "package.json")];
  const lockFile = join(root, "package-lock.json");
  const [generator, sdk, lock] = await Promise.all([...manifests, lockFile].map((file) => readJson<Lock>(file)));
  if (!generator || !sdk || !lock) throw new Error("a package.json is missing");
  if (generator.version === version) throw new Error(`the version is ${version} already`);
  const changed = withVersion(await readFile(changelog, "utf8"), version);
  for (const one of [generator, sdk, lock, lock.packages[""], lock.packages[SDK]]) if (one) one.version = version;
  await writeFile(changelog, changed);
  await Promise.all([
    writeJson(join(root, "package.json"), generator),
    writeJson(join(root, SDK, "package.json"), sdk),
    writeJson(lockFile, lock),
  ]);
}

/** As much of a package.json as a registry looks at before it believes where a package comes from. */
interface Published extends Manifest {
  readonly name: string;
  readonly repository?: { readonly url?: string };
}

/**
 * Looks whether a tag fits what it is on.
 * @param tag such as `v1.2.3`.
 * @param repository on GitHub, such as `owner/name`; undefined where nothing is published from.
 * @throws {Error} when a package or the changelog has another version, or a package names another repository: npm refuses such a one.
 */
export async function checkTag(root: string, tag: string, repository?: string): Promise<void> {
  for (const folder of [".", SDK]) {
    const manifest = await readJson<Published>(join(root, folder, "package.json"));
    const { name, version } = manifest;
    if (tag !== `v${version}`) throw new Error(`${name} has the version ${version}, and the tag is ${tag}`);
    const url = repository === undefined ? undefined : `git+https://github.com/${repository}.git`;
    if (url !== undefined && manifest.repository?.url !== url) {
      throw new Error(`npm refuses ${name}: its package.json needs "repository": { "type": "git", "url": "${url}" }`);
    }
  }
  await releaseNotes(root);
}

/** What CHANGELOG.md says of the version that the packages have. @throws {Error} when it says nothing. */
export async function releaseNotes(root: string): Promise<string> {
  const { version } = await readJson<Manifest>(join(root, "package.json"));
  return notesOf(await readFile(join(root, "CHANGELOG.md"), "utf8"), version);
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}

function writeJson(file: string, value: object): Promise<void> {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
