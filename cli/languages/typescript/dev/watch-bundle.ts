import { join } from "node:path";
import type { BuildOptions, PluginBuild } from "esbuild";
import type { Watcher } from "../../language.js";
import { QUIET_MS, watchQuietly } from "../../watch-quietly.js";
import { bundleAddons } from "../addons/bundle-addons.js";
import { bundleOptions } from "../bundle.js";
import { esbuildOf, whereItRuns } from "../esbuild.js";
import { SOURCES } from "../layout.js";
import { describedCommands } from "./described-commands.js";

/**
 * Bundles a project now, whenever one of its files changes, and whenever one of its sources is saved. `onBundle` hears of each try:
 * its errors as lines, none when the bundle is there.
 * @throws {UserError} when esbuild is not installed in the project, or does not run on this machine (exit code 5).
 */
export async function watchBundle(
  project: string,
  output: string,
  onBundle: (errors: readonly string[], bundle: string) => void,
): Promise<Watcher> {
  const esbuild = esbuildOf(project);
  /** When the newest build has begun. */
  let begun = 0;
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
        setup: (build: PluginBuild) => {
          build.onStart(() => void (begun = performance.now()));
          build.onEnd(async ({ errors }) => {
            onBundle(await esbuild.formatMessages(errors, { kind: "error", color: false }), output);
          });
        },
      },
    ],
  } satisfies BuildOptions;
  const context = await whereItRuns(project, () => esbuild.context(options));
  await context.watch();
  // For esbuild a file that is saved as it was has not changed; a person who saves one wants the plugin to start again.
  const saves = await watchQuietly(join(project, SOURCES), {}, () => {
    const isBuilt = performance.now() - begun <= QUIET_MS;
    // Its errors are those that `onBundle` hears of.
    if (!isBuilt) void context.rebuild().catch(() => {});
  });
  return {
    async stop() {
      await saves.stop();
      await context.dispose();
    },
  };
}
