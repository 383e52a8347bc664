import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/**
 * What yeoman-generator imports for features that this generator does not use. Together they are more than half of its
 * size, and of the time to load it. Each becomes a module whose exports throw when they are called.
 */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  "latest-version": ["default"],
  "simple-git": ["simpleGit", "CheckRepoActions", "CleanOptions"],
  "read-package-up": ["readPackageUpSync"],
  "text-table": ["default"],
  execa: ["execa", "execaCommand", "execaCommandSync", "execaSync"],
  "@inquirer/external-editor": ["editAsync"],
};

/** Makes yeoman-generator fit for a bundle; a change in its sources fails the build, see the patterns below. */
export function yeomanPlugin(version: string): Plugin {
  const names = Object.keys(UNUSED).map((name) => name.replace("/", "\\/"));
  return {
    name: "yeoman",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path, importer }) =>
        /[\\/](yeoman-generator|@inquirer[\\/]\w+)[\\/]/.test(importer) ? { path, namespace: "unused" } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: "unused" }, ({ path }) => ({ contents: throwing(path) }));
      build.onLoad({ filter: /yeoman-generator[\\/]dist[\\/]generator\.js$/ }, async ({ path }) => ({
        contents: withoutFiles(await readFile(path, "utf8"), version),
      }));
    },
  };
}

function throwing(name: string): string {
  const exports = (UNUSED[name] ?? []).map((key) => (key === "default" ? "unused as default" : `unused as ${key}`));
  return `function unused() { throw new Error("${name} is left out of this bundle"); }\nexport { ${exports.join(", ")} };`;
}

/** It reads its own package.json when it is loaded, and hands all of lodash to generators. */
function withoutFiles(source: string, version: string): string {
  const replacements: readonly (readonly [string, string])[] = [
    ["JSON.parse(readFileSync(pathJoin(_dirname, '../package.json'), 'utf8'))", JSON.stringify({ version })],
    ["import * as _ from 'lodash-es';", "const _ = {};"],
  ];
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`yeoman-generator has changed: ${from} is not there any more`);
    return text.replace(from, to);
  }, source);
}
