import { readFile } from "node:fs/promises";
import type { Plugin } from "rolldown";

/**
 * What yeoman-generator and its in-memory file system import for features that this generator does not use: globs, git,
 * installs, command lines, updates. Together they are nearly all of its size, and of the time to load it. Each becomes a
 * module whose exports throw when they are called.
 */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  "@inquirer/external-editor": ["editAsync"],
  commondir: ["default"],
  "deep-extend": ["default"],
  execa: ["execa", "execaCommand", "execaCommandSync", "execaSync"],
  isbinaryfile: ["isBinaryFileSync"],
  "latest-version": ["default"],
  minimatch: ["minimatch"],
  minimist: ["default"],
  multimatch: ["default"],
  "read-package-up": ["readPackageUpSync"],
  "simple-git": ["simpleGit", "CheckRepoActions", "CleanOptions"],
  "strip-bom-stream": ["default"],
  teex: ["default"],
  "text-table": ["default"],
  tinyglobby: ["glob", "globSync", "isDynamicPattern"],
};
/** Whose imports those are: what this generator itself imports is there. */
const IMPORTERS = /[\\/]node_modules[\\/](yeoman-generator|mem-fs-editor|vinyl|vinyl-file|@inquirer[\\/]\w+)[\\/]/;
const STUB = "\0unused:";

/** What else is in their way, file by file. A text that is not there any more fails the build. */
function replacementsIn(version: string): readonly (readonly [file: RegExp, from: string, to: string])[] {
  const generator = /yeoman-generator[\\/]dist[\\/]generator\.js$/;
  return [
    // Its own package.json is read when it is loaded.
    [generator, "JSON.parse(readFileSync(pathJoin(_dirname, '../package.json'), 'utf8'))", JSON.stringify({ version })],
    // Generators are handed all of lodash.
    [generator, "import * as _ from 'lodash-es';", "const _ = {};"],
    [generator, "import { lte as semverLte } from 'semver';", "import semverLte from 'semver/functions/lte.js';"],
    // What is written is handed back as text; for a tarball that takes longer than writing it.
    // For commands that are programs of their own; here none is.
    [
      /commander[\\/]lib[\\/]command\.js$/,
      "const childProcess = require('node:child_process');",
      "const childProcess = { get spawn() { return require('node:child_process').spawn; } };",
    ],
    [/mem-fs-editor[\\/]dist[\\/]actions[\\/]write\.js$/, "return contents.toString();", ""],
  ];
}

/**
 * Leaves out of a bundle what its packages load and this generator does not use.
 * @param version of yeoman-generator.
 */
export function slimmer(version: string): Plugin {
  const replacements = replacementsIn(version);
  return {
    name: "slimmer",
    resolveId: (id, importer = "") =>
      (id in UNUSED || id === "debug") && IMPORTERS.test(importer) ? STUB + id : undefined,
    async load(id) {
      if (id === `${STUB}debug`) return "export default () => () => {};";
      if (id.startsWith(STUB)) return throwing(id.slice(STUB.length));
      const here = replacements.filter(([file]) => file.test(id));
      return here.length === 0 ? undefined : here.reduce(replaced, await readFile(id, "utf8"));
    },
  };
}

function throwing(name: string): string {
  const exports = (UNUSED[name] ?? []).map((key) => `unused as ${key}`);
  return `function unused() { throw new Error("${name} is left out of this bundle"); }\nexport { ${exports.join(", ")} };`;
}

function replaced(source: string, [file, from, to]: readonly [file: RegExp, from: string, to: string]): string {
  if (!source.includes(from)) throw new Error(`${file.source} has changed: ${from} is not there any more`);
  return source.replace(from, to);
}
