/**
 * The Python SDK as a wheel, made without Python: whoever runs the generator from a checkout may have none. The same
 * sources give the same bytes on every machine.
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { strToU8, type Zippable, zipSync } from "fflate";
import { parse } from "smol-toml";
import { pythonFacts } from "./python-facts.js";
import { writeChanged } from "./write-changed.js";

/** The modules that the package holds, by the ends of their names. */
const PACKAGED = /\.(py|pyi|typed)$/;
/** A file that everybody may read, made on Unix. */
const FILE_MODE = 0o100644;
const UNIX = 3;

export interface WheelSources {
  /** The folder of the Python SDK, with its pyproject.toml. */
  readonly sdk: string;
  /** What the SDKs of all languages share: of the daemon, and of go-plugin. */
  readonly facts: readonly string[];
  readonly license: string;
  /** This package's version, which the wheel's ends with. */
  readonly version: string;
}

/** As much of pyproject.toml as goes into the wheel. */
interface PythonProject {
  readonly project: {
    readonly name: string;
    readonly description: string;
    readonly license: string;
    readonly "requires-python": string;
    readonly dependencies: readonly string[];
  };
  readonly tool: { readonly "create-laniakea-plugin": { readonly "stands-in-for": string } };
}

/** Writes `_facts.py` beside the sources, where editors, linters and tests look for it, and the wheel into `folder`. */
export async function buildWheel(sources: WheelSources, folder: string): Promise<string> {
  const project = parse(await readFile(join(sources.sdk, "pyproject.toml"), "utf8")) as unknown as PythonProject;
  const version = wheelVersion(project.tool["create-laniakea-plugin"]["stands-in-for"], sources.version);
  const importName = project.project.name.replaceAll("-", "_");
  const packageFolder = join(sources.sdk, "src", importName);
  await writeChanged(join(packageFolder, "_facts.py"), await pythonFacts(sources.facts, version));

  const files = new Map<string, Uint8Array>();
  for (const [name, contents] of await packagedFiles(packageFolder)) files.set(`${importName}/${name}`, contents);
  const info = `${importName}-${version}.dist-info`;
  files.set(`${info}/licenses/LICENSE`, withUnixLines(await readFile(sources.license)));
  files.set(`${info}/METADATA`, strToU8(metadata(project, version)));
  files.set(
    `${info}/WHEEL`,
    strToU8("Wheel-Version: 1.0\nGenerator: create-laniakea-plugin\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
  );
  files.set(`${info}/RECORD`, strToU8(record(files, `${info}/RECORD`)));

  await mkdir(folder, { recursive: true });
  const wheel = join(folder, `${importName}-${version}-py3-none-any.whl`);
  await writeFile(wheel, zip(files));
  return wheel;
}

/** A local version: newer than the release that it stands in for, and never to be found in an index. */
function wheelVersion(standsInFor: string, version: string): string {
  return `${standsInFor}+create.${version.toLowerCase().replace(/[^0-9a-z]+/g, ".")}`;
}

async function packagedFiles(folder: string): Promise<ReadonlyArray<readonly [string, Uint8Array]>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() && PACKAGED.test(entry.name));
  const files = paths.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [relative(folder, path).split(sep).join("/"), withUnixLines(await readFile(path))] as const;
  });
  return (await Promise.all(files)).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Git may have checked a text out with the lines of Windows. */
function withUnixLines(contents: Uint8Array): Uint8Array {
  return strToU8(Buffer.from(contents).toString("utf8").replaceAll("\r\n", "\n"));
}

function metadata({ project }: PythonProject, version: string): string {
  return [
    "Metadata-Version: 2.4",
    `Name: ${project.name}`,
    `Version: ${version}`,
    `Summary: ${project.description}`,
    `License-Expression: ${project.license}`,
    "License-File: LICENSE",
    `Requires-Python: ${project["requires-python"]}`,
    ...project.dependencies.map((dependency) => `Requires-Dist: ${dependency}`),
    "",
  ].join("\n");
}

/** Every file with its SHA-256 and its size; itself without. */
function record(files: ReadonlyMap<string, Uint8Array>, own: string): string {
  const lines = [...files].map(([name, contents]) => {
    const hash = createHash("sha256").update(contents).digest("base64url");
    return `${name},sha256=${hash},${contents.length}`;
  });
  return [...lines, `${own},,`, ""].join("\n");
}

function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  // The first day that a ZIP archive knows. It has local times, so this has to be one; noon is a time in every zone.
  const mtime = new Date(1980, 0, 1, 12);
  const options = { level: 9, mtime, os: UNIX, attrs: FILE_MODE << 16 } as const;
  const entries: Zippable = {};
  for (const [name, contents] of files) entries[name] = [contents, options];
  return zipSync(entries);
}
