import { resolve } from "node:path";
import type { Plugin, PluginContext } from "rolldown";

/**
 * Puts what every run that makes a project imports into one chunk: thirty small files would be found, read and compiled one by
 * one. What such a run loads only when it needs it keeps chunks of its own.
 * @param first the module that is started: what it imports is loaded by every run, and stays with it.
 * @param entries the modules that a run which makes a project loads, by their path.
 */
export function onTheWay(
  first: string,
  entries: readonly string[],
): {
  plugin: Plugin;
  groups: { name: string; includeDependenciesRecursively: boolean; test(id: string): boolean }[];
} {
  const all = new Set<string>();
  const plugin: Plugin = {
    name: "on-the-way",
    buildEnd() {
      const always = importedBy(this, [first]);
      for (const id of importedBy(this, entries)) if (!always.has(id)) all.add(id);
    },
  };
  return { plugin, groups: [{ name: "create", includeDependenciesRecursively: false, test: (id) => all.has(id) }] };
}

/** The modules themselves and all that they import, at whatever distance. */
function importedBy(context: PluginContext, modules: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = modules.map((path) => resolve(path));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const module = context.getModuleInfo(id);
    if (module === null) throw new Error(`${id} is not in the bundle`);
    if (found.has(id)) continue;
    found.add(id);
    open.push(...module.importedIds.filter((imported) => !imported.startsWith("node:")));
  }
  return found;
}
