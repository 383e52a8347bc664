import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import ejs from "ejs";
import { packageRoot } from "../package-root.js";

/** What a template puts in is code, JSON or Markdown, never HTML. */
export const TEMPLATE_OPTIONS = { escape: String };

/** A file of a layer. */
export interface LayerFile {
  /** In the layer, with `/` on every platform and without the `.ejs` of a template. */
  readonly path: string;
  /** Its text in a project. */
  render(data: object): string;
}

/**
 * The files of one of the folders in `templates`, each to be rendered with what its templates name. The published package has them
 * as functions (`build/ready-layers.ts`): then no run reads them file by file, and none loads EJS.
 */
export function layerFiles(layer: string): readonly LayerFile[] {
  const folder = join(packageRoot(), "templates", layer);
  return filesBelow(folder).map((source) => {
    const text = readFileSync(source, "utf8");
    const path = source
      .slice(folder.length + 1)
      .split(sep)
      .join("/");
    if (!path.endsWith(".ejs")) return { path, render: () => text };
    const render = ejs.compile(text, TEMPLATE_OPTIONS);
    return { path: path.replace(/\.ejs$/, ""), render: (data) => render(data) };
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}
