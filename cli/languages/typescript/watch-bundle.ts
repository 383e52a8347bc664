import type { Watcher } from "../language.js";
import { bundleAddons } from "./addons/bundle-addons.js";
import { bundleOptions, type Esbuild } from "./bundle.js";
import { projectRequire } from "./project.js";

/**
 * Bundles a project now and whenever one of its files changes. `onBundle` hears of each try: its errors as lines, none when
 * the bundle is there.
 * @throws {UserError} when esbuild is not installed in the project (exit code 5).
 */
export async function watchBundle(
  project: string,
  output: string,
  onBundle: (errors: readonly string[], bundle: string) => void,
): Promise<Watcher> {
  const esbuild = projectRequire(project).load("esbuild") as Esbuild;
  const context = await esbuild.context({
    // It runs on the Node that runs us, not on the binary's.
    ...bundleOptions(project, output, `node${process.versions.node}`),
    sourcemap: "external",
    sourcesContent: false,
    plugins: [
      bundleAddons("installed").plugin,
      {
        name: "report",
        setup: (build) =>
          build.onEnd(async ({ errors }) => {
            onBundle(await esbuild.formatMessages(errors, { kind: "error", color: false }), output);
          }),
      },
    ],
  });
  await context.watch();
  return { stop: () => context.dispose() };
}
