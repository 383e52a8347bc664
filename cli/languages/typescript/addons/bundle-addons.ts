import { readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Metafile, OnLoadArgs, OnLoadResult, Plugin, PluginBuild } from "esbuild";
import { type AddonPackage, AddonPackages } from "./addon-package.js";
import { FOLDER_FUNCTION } from "./unpack.js";

/** A plugin of esbuild's, and what it has met when the bundle is made. */
export interface BundledAddons {
  readonly plugin: Plugin;
  /** The packages with compiled files of which the bundle has a module. */
  readonly packages: ReadonlySet<AddonPackage>;
  /** By package with compiled files of one platform: the packages that import it. */
  readonly importers: ReadonlyMap<AddonPackage, ReadonlySet<string>>;
  /** Names of packages that ought to have been compiled when they were installed. */
  readonly notCompiled: ReadonlySet<string>;
}

/** Where the running bundle finds a package's compiled files: `installed`, where it is now; `carried`, where a binary unpacks them. */
export type AddonPlace = "installed" | "carried";

const CODE = /[\\/]node_modules[\\/].*\.[cm]?js$/;
/** The namespace of what stands for the package `bindings`, by the path of the module that asks for it. */
const BINDINGS = "bindings";
const COMMANDS_OF_PRE_GYP = /[\\/]node-pre-gyp[\\/]lib[\\/]node-pre-gyp\.js$/;
const PLACE_OF_MODULE = /\b(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename))\b/;

/**
 * Lets a bundle load compiled add-ons. A module of such a package looks for its file from its own place (`__dirname`), at run time:
 * that place becomes the folder which has the file then. An import of the file itself becomes a `require` of it there.
 */
export function bundleAddons(place: AddonPlace): BundledAddons {
  const known = new AddonPackages();
  const packages = new Set<AddonPackage>();
  const importers = new Map<AddonPackage, Set<string>>();
  const notCompiled = new Set<string>();
  const folderOf = (addon: AddonPackage) =>
    place === "installed" ? JSON.stringify(addon.root) : `${FOLDER_FUNCTION}(${JSON.stringify(addon.id)})`;
  const loadCode = async ({ path }: OnLoadArgs): Promise<OnLoadResult | undefined> => {
    const addon = known.of(path);
    const lacking = known.lacksItsBuild(path);
    if (lacking !== undefined) notCompiled.add(lacking);
    if (addon === undefined) return undefined;
    packages.add(addon);
    const text = await readFile(path, "utf8");
    return PLACE_OF_MODULE.test(text)
      ? { contents: placed(text, path, addon, folderOf(addon)), loader: "js" }
      : undefined;
  };
  const loadAddon = ({ path }: OnLoadArgs): OnLoadResult => {
    const addon = known.ofFile(path);
    packages.add(addon);
    const below = JSON.stringify(`/${relative(addon.root, path).split(sep).join("/")}`);
    // A path that the bundler can compute it would load itself: this module, which then has nothing.
    return { contents: `module.exports = require(String(${folderOf(addon)}) + ${below});` };
  };
  const plugin: Plugin = {
    name: "add-ons",
    setup(build) {
      leaveOutCommandsOfPreGyp(build);
      build.onResolve({ filter: /^bindings$/ }, ({ importer, namespace }) => {
        const addon = namespace === "file" ? known.of(importer) : undefined;
        return addon === undefined ? undefined : { path: importer, namespace: BINDINGS, pluginData: addon };
      });
      build.onLoad({ filter: /.*/, namespace: BINDINGS }, ({ pluginData }) => {
        const addon = pluginData as AddonPackage;
        return { contents: bindingsOf(folderOf(addon)), resolveDir: addon.root };
      });
      build.onLoad({ filter: CODE }, loadCode);
      build.onLoad({ filter: /\.node$/ }, loadAddon);
      build.onEnd(({ metafile }) =>
        noteImporters(metafile, build.initialOptions.absWorkingDir ?? "", known, importers),
      );
    },
  };
  return { plugin, packages, importers, notCompiled };
}

/** The whole of node-pre-gyp also installs and publishes. Finding the file is one module of it. */
function leaveOutCommandsOfPreGyp(build: PluginBuild): void {
  build.onResolve({ filter: /^(?:@mapbox\/)?node-pre-gyp$/ }, async ({ path, resolveDir, kind }) => {
    const found = await build.resolve(`${path}/package.json`, { resolveDir, kind });
    return found.errors.length > 0 ? undefined : { path: join(dirname(found.path), "lib/pre-binding.js") };
  });
  build.onLoad({ filter: COMMANDS_OF_PRE_GYP }, async ({ path }) => {
    const text = await readFile(path, "utf8");
    // A bundler takes this for all files of the folder. It loads the commands, which no plugin calls.
    return { contents: text.replaceAll(/\brequire\((?=(["'`])\.\/\1 *\+)/g, "String("), loader: "js" };
  });
}

function noteImporters(
  metafile: Metafile | undefined,
  root: string,
  known: AddonPackages,
  importers: Map<AddonPackage, Set<string>>,
): void {
  const packageOf = (path: string) => known.of(resolve(root, path.replace(`${BINDINGS}:`, "")));
  for (const [input, { imports }] of Object.entries(metafile?.inputs ?? {})) {
    for (const imported of imports) {
      const addon = packageOf(imported.path);
      if (addon?.isOfOnePlatform !== true || packageOf(input) === addon) continue;
      importers.set(addon, (importers.get(addon) ?? new Set()).add(packageName(input)));
    }
  }
}

/** A module that believes itself where its package's folder will be. The first line stays the first. */
function placed(text: string, path: string, addon: AddonPackage, folder: string): string {
  const below = `/${relative(addon.root, path).split(sep).join("/")}`;
  const file = `(${folder} + ${JSON.stringify(below)})`;
  const directory = `(${folder} + ${JSON.stringify(dirname(below).replace(/\/$/, ""))})`;
  const ofModule = text
    .replaceAll(/\bimport\.meta\.url\b/g, `require("node:url").pathToFileURL(${file}).href`)
    .replaceAll(/\bimport\.meta\.dirname\b/g, directory)
    .replaceAll(/\bimport\.meta\.filename\b/g, file);
  const names = ["__dirname", "__filename"].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const values = names.map((name) => `${name} = ${name === "__dirname" ? directory : file}`);
  return values.length === 0 ? ofModule : `var ${values.join(", ")}; ${ofModule}`;
}

/** The package `bindings` finds its caller's folder in a stack trace, where a bundle has one file only. It can also be told. */
function bindingsOf(folder: string): string {
  return `
    const bindings = require("bindings");
    module.exports = (options) =>
      bindings({ ...(typeof options === "string" ? { bindings: options } : options), module_root: ${folder} });`;
}

function packageName(input: string): string {
  const below = input.split("node_modules/").at(-1) ?? input;
  return below.split("/", below.startsWith("@") ? 2 : 1).join("/");
}
