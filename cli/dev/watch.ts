import { type ProjectLanguage, projectLanguage } from "../languages/project-language.js";

/** What starts the plugin as it stands in its sources. */
export interface PluginCommand {
  readonly file: string;
  readonly args: readonly string[];
}

export interface Watcher {
  stop(): Promise<void>;
}

/** Hears of the first state of the sources and of each new one: what starts it, or, without that, what is wrong with it. */
export type OnChange = (errors: readonly string[], command: PluginCommand | undefined) => void;

/** One module a language. */
const WATCHES: Readonly<
  Record<ProjectLanguage, () => Promise<{ watch(project: string, onChange: OnChange): Promise<Watcher> }>>
> = {
  typescript: () => import("../languages/typescript/watch.js"),
  python: () => import("../languages/python/watch.js"),
};

/** @throws {UserError} when the project is none that can be run, or lacks what runs it. */
export async function watchProject(project: string, onChange: OnChange): Promise<Watcher> {
  const { watch } = await WATCHES[await projectLanguage(project)]();
  return watch(project, onChange);
}
