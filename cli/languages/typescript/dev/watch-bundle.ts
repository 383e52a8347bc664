import type { BuildOptions, PluginBuild } from "esbuild";
import type { Watcher } from "../../language.js";
import { bundleAddons } from "../addons/bundle-addons.js";
import { bundleOptions } from "../bundle.js";
import { esbuildOf, whereItRuns } from "../esbuild.js";
import { describedCommands } from "./described-commands.js";

/**
 * Bundles a project now and whenever one of its files changes. `onBundle` hears of each try: its errors as lines, none when
 * the bundle is there.
 * @throws {UserError} when esbuild is not installed in the project, or does not run on this machine (exit code 5).
 */
export async function watchBundle(
  project: string,
  output: string,
  onBundle: (errors: readonly string[], bundle: string) => void,
): Promise<Watcher> {
  const esbuild = esbuildOf(project);
  const options = {
    // It runs on the Node that runs us, not on the binary's.
    ...bundleOptions(project, output, `node${process.versions.node}`),
    sourcemap: "external",
    sourcesContent: false,
    plugins: [
      describedCommands(project),
      bundleAddons("installed").plugin,
      {
        name: "report",
        setup: (build: PluginBuild) =>
          build.onEnd(async ({ errors }) => {
            onBundle(await esbuild.formatMessages(errors, { kind: "error", color: false }), output);
          }),
      },
    ],
  } satisfies BuildOptions;
  const context = await whereItRuns(project, () => esbuild.context(options));
  await context.watch();
  return { stop: () => context.dispose() };
}
