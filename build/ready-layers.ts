import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import ejs from "ejs";
import type { Plugin } from "rolldown";
import { TEMPLATE_OPTIONS } from "../generators/plan/layers.js";

/**
 * The module that has a layer: those of a language are in one, and those of a source. To find and to read another file takes longer than
 * to compile what a project has no use for, and so does to install it.
 */
export function moduleWith(layer: string): string {
  return layer.startsWith("sources/") ? layer.replace(/\/[^/]+$/, "") : layer.replace(/-.*/, "");
}

/** Takes the place of generators/plan/layers.ts. */
const READY = `
  import { join } from "node:path";
  import { packageRoot } from "../package-root.js";
  ${moduleWith.toString()}
  export const layerFiles = (layer) => require(join(packageRoot(), "dist", "layers", moduleWith(layer) + ".js"))[layer];
`;

/** The folder of the layers of sources of readings. */
const SOURCES = "sources";

/** In the bundle, the files of a layer come from what {@link writeLayers} has written. */
export function readyLayers(root: string): Plugin {
  const replaced = join(root, "generators/plan/layers.ts");
  return { name: "ready-layers", load: (id) => (id === replaced ? READY : undefined) };
}

/** Holds the versions of a project's dependencies for tools that look after such files. No project is made of it. */
const NO_LAYER = "dependency-versions";

/**
 * Writes CommonJS modules with the layers, their templates as functions.
 * @param templates the folder of the layers.
 */
export async function writeLayers(templates: string, output: string): Promise<void> {
  const modules = new Map<string, string[]>();
  for (const layer of await layersIn(templates)) {
    const files = `${JSON.stringify(layer)}: [\n${(await filesOf(join(templates, layer))).join(",\n")}\n]`;
    const name = moduleWith(layer);
    modules.set(name, [...(modules.get(name) ?? []), files]);
  }
  for (const [name, layers] of modules) {
    const module = join(output, `${name}.js`);
    await mkdir(dirname(module), { recursive: true });
    await writeFile(module, `module.exports = {\n${layers.join(",\n")}\n};\n`);
  }
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.sort().map((path) => fileOf(relative(folder, path), path)));
}

/** The sources' layers are two folders deeper: `sources/<source>/<language>`. */
async function layersIn(templates: string): Promise<readonly string[]> {
  const top = (await foldersIn(templates)).filter((name) => name !== SOURCES && name !== NO_LAYER);
  const sources = await foldersIn(join(templates, SOURCES)).catch(() => []);
  const below = sources.map(async (source) =>
    (await foldersIn(join(templates, SOURCES, source))).map((language) => `${SOURCES}/${source}/${language}`),
  );
  return [...top, ...(await Promise.all(below)).flat()];
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function fileOf(name: string, path: string): Promise<string> {
  const text = await readFile(path, "utf8");
  const render = name.endsWith(".ejs")
    ? `function (locals, escapeFn = String) {\n${sourceOf(text)}}`
    : `() => ${JSON.stringify(text)}`;
  const target = name
    .split(sep)
    .join("/")
    .replace(/\.ejs$/, "");
  return `{ path: ${JSON.stringify(target)}, render: ${render} }`;
}

/** The body of what EJS makes of a template: a function of `locals`, the data, and `escapeFn`. */
function sourceOf(text: string): string {
  const template = new ejs.Template(text, { ...TEMPLATE_OPTIONS, compileDebug: false });
  template.compile();
  return template.source;
}
