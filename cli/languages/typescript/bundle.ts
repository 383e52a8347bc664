import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { BuildFailure, BuildOptions, Message } from "esbuild";
import { ExitCode, UserError } from "../../run/errors.js";
import { bundleAddons, type BundledAddons } from "./addons/bundle-addons.js";
import { UNPACK_ADDONS } from "./addons/unpack.js";
import { BUN_DEFINES, BUN_PRELUDE } from "./bun/prelude.js";
import { type Esbuild, esbuildOf, isBuildFailure, whereItRuns } from "./esbuild.js";
import { ENTRY } from "./layout.js";
import { addPackage, packageManagerOf } from "./package-manager.js";
import { ownSourcesOnly } from "./source-map.js";
import { STACK_TRACES } from "./stack-traces.js";
import type { RuntimeName } from "./toolchain/runtime.js";

/** In the binary the running file is the binary, and there are no modules beside it. */
const IMPORT_META = {
  "import.meta.url": "__laniakea_url",
  "import.meta.filename": "__filename",
  "import.meta.dirname": "__dirname",
};
const URL_OF_FILE = 'const __laniakea_url = require("node:url").pathToFileURL(__filename).href;';
const BANNER = `${URL_OF_FILE}\n${STACK_TRACES}`;
const BUN_BANNER = `${BUN_PRELUDE}\n${URL_OF_FILE.replace("__filename", BUN_DEFINES.__filename)}\n${STACK_TRACES}`;

/** What a bundle has come to, besides its file. */
export interface Bundled {
  /** Lines for the author. */
  readonly warnings: readonly string[];
  /** The files that are in the bundle; absolute. */
  readonly modules: readonly string[];
  readonly addons: BundledAddons;
}

/**
 * Bundles a project's main.ts and all that it imports into one CommonJS file, with the project's own esbuild.
 * Stack traces stay readable: names are kept, and the author's own lines are in a source map beside the file (see stack-traces.ts). Nothing is
 * minified: it would not make a binary start earlier, and Node shows the line that threw, which must not be the bundle.
 * @param runtime that the bundle is for; default: node.
 * @throws {UserError} with esbuild's messages (exit code 5).
 */
export async function bundle(project: string, output: string, runtime: RuntimeName = "node"): Promise<Bundled> {
  const esbuild = esbuildOf(project);
  const addons = bundleAddons("carried");
  try {
    const { warnings, outputFiles, metafile } = await whereItRuns(project, () =>
      esbuild.build({
        ...bundleOptions(project, output, "node24"),
        ...(runtime === "bun" ? BUN_BUNDLE : {}),
        metafile: true,
        plugins: [addons.plugin],
        sourcemap: "external",
        sourcesContent: false,
        write: false,
      }),
    );
    const textOf = (isMap: boolean) => outputFiles.find(({ path }) => path.endsWith(".map") === isMap)?.text ?? "";
    await writeFile(output, addons.packages.size === 0 ? textOf(false) : withUnpacking(textOf(false)));
    await writeFile(mapOf(output), ownSourcesOnly(textOf(true), project, dirname(output)));
    const modules = Object.keys(metafile.inputs).map((input) => resolve(project, input));
    const notCompiled = [...addons.notCompiled].map(warnOfMissing);
    return { warnings: [...(await asLines(esbuild, warnings, "warning")), ...notCompiled], modules, addons };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw await bundleFailed(esbuild, error, project);
  }
}

/** The map is of lines: the code goes to the end of the one that the banner starts with. */
function withUnpacking(text: string): string {
  const at = text.indexOf(BANNER);
  return `${text.slice(0, at)}${UNPACK_ADDONS.replaceAll(/\n\s*/g, " ").trim()} ${text.slice(at)}`;
}

function warnOfMissing(name: string): string {
  return `${name} has a part that is compiled when it is installed, and that part is not there: "npm rebuild ${name}" says why`;
}

/** Where the source map of a bundle is. */
export function mapOf(bundle: string): string {
  return `${bundle}.map`;
}

/** What is another in a bundle for Bun. */
export const BUN_BUNDLE = {
  define: { ...IMPORT_META, ...BUN_DEFINES },
  banner: { js: BUN_BANNER },
} as const satisfies BuildOptions;

/** The same for a build and for `dev`, apart from the Node that the bundle is to run on. */
export function bundleOptions(project: string, output: string, target: string) {
  return {
    absWorkingDir: project,
    entryPoints: [ENTRY],
    outfile: output,
    bundle: true,
    platform: "node",
    format: "cjs",
    target,
    keepNames: true,
    define: IMPORT_META,
    banner: { js: BANNER },
    logLevel: "silent",
  } as const satisfies BuildOptions;
}

async function bundleFailed(esbuild: Esbuild, failure: BuildFailure, project: string): Promise<UserError> {
  const hint = failure.errors.map((message) => adviceFor(message, project)).find((advice) => advice !== undefined);
  return new UserError("the plugin could not be bundled into one file", {
    exitCode: ExitCode.buildFailed,
    details: await asLines(esbuild, failure.errors, "error"),
    ...(hint === undefined ? {} : { hint }),
    cause: failure,
  });
}

/** What esbuild cannot know: why these do not work in a single binary, and what does. */
function adviceFor({ text }: Message, project: string): string | undefined {
  if (/top-level await/i.test(text)) {
    return "a binary cannot await at the top level of a file: move the await into a function, such as the record or command function that needs its result";
  }
  if (/Could not resolve/.test(text)) {
    return `install what is missing ("${addPackage(packageManagerOf(project), "NAME")}"), or correct the import`;
  }
  return undefined;
}

async function asLines(esbuild: Esbuild, messages: Message[], kind: "error" | "warning"): Promise<string[]> {
  const formatted = await esbuild.formatMessages(messages, { kind, color: false });
  return formatted.flatMap((text) => text.trimEnd().split("\n"));
}
