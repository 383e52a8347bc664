import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin as EsbuildPlugin } from "esbuild";
import type { Plugin } from "rolldown";

/** The page of `dev`, as a module that takes the place of cli/page/document.ts. */
export interface ReadyPage {
  /** Source of the module. */
  readonly module: string;
  /** Bytes of the document. */
  readonly size: number;
  /** The files that it was made from. */
  readonly inputs: readonly string[];
}

/** What browsers of the last years read. */
const TARGET = ["chrome120", "firefox121", "safari17"];

/** Makes one HTML document of the page: its script and its style are in it, and nothing is fetched from elsewhere. */
export async function buildPage(root: string): Promise<ReadyPage> {
  const folder = join(root, "cli/page/browser");
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, "main.ts")],
    inject: [join(folder, "locale.ts")],
    outdir: "out",
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    metafile: true,
  });
  const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text.trim() ?? "";
  const script = text(".js").replaceAll("</script", "<\\/script");
  const style = text(".css");
  const template = await readFile(join(folder, "page.html"), "utf8");
  // Nothing may stand around the text of an element: its hash is of all that is in it. Functions, as a `$` shall have no meaning.
  const html = template
    .replace("<!--style-->", () => `<style>${style}</style>`)
    .replace("<!--script-->", () => `<script type="module">${script}</script>`);
  const page = { html, scriptHash: hashOf(script), styleHash: hashOf(style) };
  return {
    module: `export const PAGE = ${JSON.stringify(page)};`,
    size: Buffer.byteLength(html),
    inputs: Object.keys(metafile.inputs).map((input) => join(root, input)),
  };
}

/** As a Content-Security-Policy names what may run. */
function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

const REPLACED = /cli[\\/]page[\\/]document\.ts$/;

/** Puts the page into a bundle of rolldown's. */
export function pageInRolldown({ module }: ReadyPage): Plugin {
  return { name: "page", load: (id) => (REPLACED.test(id) ? module : undefined) };
}

/** Puts the page into a bundle of esbuild's. */
export function pageInEsbuild({ module }: ReadyPage): EsbuildPlugin {
  return {
    name: "page",
    setup: (build) => build.onLoad({ filter: REPLACED }, () => ({ contents: module })),
  };
}
