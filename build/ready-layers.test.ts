import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LayerFile, layerFiles } from "../generators/plan/layers.js";
import { moduleWith, writeLayers } from "./ready-layers.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "layers-"));
  await mkdir(join(folder, "templates/one/deep"), { recursive: true });
  const files = {
    "one/_gitignore": "dist/\n`${x}` \\ <%= name %>\u2028\n",
    "one/deep/page.md.ejs":
      "# <%= name %>\n<%_ if (many) { _%>\n- <%- JSON.stringify(many) %>\n<%_ } _%>\n<%= json(many) %>\n",
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, "templates", path), text);
  await writeLayers(join(folder, "templates"), join(folder, "layers"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ready = (layer: string, layers = join(folder, "layers")): readonly LayerFile[] =>
  createRequire(import.meta.url)(join(layers, `${moduleWith(layer)}.js`))[layer];
const rendered = (files: readonly LayerFile[], data: object) =>
  Object.fromEntries(files.map(({ path, render }) => [path, render(data)]));

test("a file that is no template is its text, a template is a function of what it names", () => {
  const data = { name: '<b> & "it\'s"', many: [1, 2], json: (value: unknown) => JSON.stringify(value) };
  expect(rendered(ready("one"), data)).toEqual({
    _gitignore: "dist/\n`${x}` \\ <%= name %>\u2028\n",
    "deep/page.md": `# <b> & "it's"\n- [1,2]\n[1,2]\n`,
  });
});

test("what a template does not find is an error that names it", () => {
  expect(() => rendered(ready("one"), {})).toThrow("name is not defined");
});

test("the layers of this package have the same files, made ready or not", async () => {
  const output = join(folder, "ours");
  await writeLayers(join(import.meta.dirname, "../templates"), output);
  for (const layer of ["common", "typescript", "python-controller"]) {
    const made = ready(layer, output);
    const paths = (files: readonly LayerFile[]) => files.map(({ path }) => path).sort();
    expect(paths(made)).toEqual(paths(layerFiles(layer)));
  }
});
