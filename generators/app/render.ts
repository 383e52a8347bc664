import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import ejs from "ejs";
import { RECORD_FILE } from "../../sdk/cli/project-language.js";
import { packageRoot } from "../package-root.js";
import { GENERATOR } from "../version.js";
import { pythonPackage } from "./languages/python-names.js";
import { pythonData } from "./languages/python-data.js";
import { readWheel } from "./languages/python-wheel.js";
import { typescriptData } from "./languages/typescript-data.js";
import { lanicliLine } from "./next-steps.js";
import type { Answers } from "./questions.js";
import { sha256 } from "./sha256.js";

/** A file of the project, by its path in it with `/` on every platform. */
export type ProjectFiles = ReadonlyMap<string, Buffer>;

/** Where the generator takes what it renders from. */
export interface Sources {
  /** The folder of the layers. */
  readonly templates: string;
  /** The packed SDK that projects carry until the registry has it. */
  readonly sdkTarball: () => Sdk;
  /** The Python SDK, which projects carry. */
  readonly sdkWheel: () => Sdk;
}

/** A package that a project carries. */
export interface Sdk {
  readonly name: string;
  readonly contents: Buffer;
}

/**
 * Renders a project in memory. The same answers and the same generator version give the same bytes.
 * @param kept names of files that are in the folder already and are left out.
 */
export function renderProject(answers: Answers, kept: readonly string[], sources = packageSources()): ProjectFiles {
  const files = new Map<string, Buffer>();
  const sdk = carriedSdk(answers, sources);
  if (sdk) files.set(`vendor/${sdk.name}`, sdk.contents);
  const data = templateData(answers, sources, sdk);
  const nameOf = (path: string) => targetName(path, answers);
  for (const layer of layersOf(answers)) {
    renderLayer(join(sources.templates, layer), nameOf, data, files);
  }
  for (const name of kept) files.delete(name);
  files.set(RECORD_FILE, record(answers, files));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function layersOf(answers: Answers): readonly string[] {
  const { language, type } = answers;
  const manager = answers.language === "typescript" ? answers.packageManager : undefined;
  const ofManager = manager === "pnpm" || manager === "yarn" ? [`${language}-${manager}`] : [];
  return ["common", language, `${language}-${type}`, ...ofManager];
}

/** The later layer wins. */
function renderLayer(folder: string, nameOf: (path: string) => string, data: object, files: Map<string, Buffer>): void {
  for (const source of filesBelow(folder)) {
    const target = nameOf(source.slice(folder.length + 1));
    const contents = readFileSync(source);
    // What a template puts in is code, JSON or Markdown, never HTML.
    const rendered = source.endsWith(".ejs")
      ? Buffer.from(ejs.render(contents.toString(), data, { escape: String }))
      : contents;
    files.set(target, rendered);
  }
}

/** Folder by folder: where Yarn runs us out of a zip file, what a recursive listing names is not to be found. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}

/** npm leaves some files out when it packs, such as .gitignore; here their names start with _. */
function targetName(path: string, answers: Answers): string {
  return path
    .split(sep)
    .join("/")
    .replace(/\.ejs$/, "")
    .replace(/(^|\/)_(gitignore|yarnrc|yarnrc\.yml)$/, "$1.$2")
    .replace(/(^|\/)_package_(?=\/)/, `$1${pythonPackage(answers)}`);
}

/** Undefined for a project that takes it from the registry. */
function carriedSdk(answers: Answers, sources: Sources): Sdk | undefined {
  if (answers.language === "python") return sources.sdkWheel();
  return answers.sdk === "" ? sources.sdkTarball() : undefined;
}

function templateData(answers: Answers, { templates }: Sources, sdk: Sdk | undefined): object {
  const versions = () => JSON.parse(readFileSync(join(templates, "dependency-versions", "package.json"), "utf8"));
  return {
    ...answers,
    exec: answers.name,
    lanicli: lanicliLine(answers),
    json: (value: unknown, indent = 0) =>
      JSON.stringify(value, null, indent).replaceAll("\n", `\n${" ".repeat(indent)}`),
    markdown: (text: string) => text.replace(/[\\`*_{}[\]<>#|]/g, "\\$&"),
    ...(answers.language === "python" ? pythonData(answers, sdk) : typescriptData(answers, versions(), sdk?.name)),
  };
}

function record({ dir: _, ...answers }: Answers, files: ProjectFiles): Buffer {
  const hashes = [...files].map(([path, contents]) => [path, sha256(contents)] as const);
  const sorted = Object.fromEntries(hashes.sort(([a], [b]) => (a < b ? -1 : 1)));
  return Buffer.from(`${JSON.stringify({ generator: GENERATOR, answers, files: sorted }, null, 2)}\n`);
}

function packageSources(): Sources {
  const root = packageRoot();
  const vendor = join(root, "dist", "vendor");
  return {
    templates: join(root, "templates"),
    sdkWheel: () => readWheel(vendor),
    sdkTarball: () => {
      const name = readdirSync(vendor).find((file) => /^laniakea-plugin-sdk-.*\.tgz$/.test(file));
      if (name === undefined) throw new Error(`the packed SDK is missing in ${vendor}: the package is damaged`);
      return { name, contents: readFileSync(join(vendor, name)) };
    },
  };
}
