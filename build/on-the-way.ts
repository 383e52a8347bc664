import { resolve } from "node:path";
import type { Plugin } from "rolldown";

/**
 * Puts what every run that makes a project imports into one chunk: thirty small files would be found, read and compiled one by
 * one. What such a run loads only when it needs it keeps chunks of its own.
 * @param entries the modules that such a run loads, by their path.
 */
export function onTheWay(...entries: string[]): {
  plugin: Plugin;
  groups: { name: string; test(id: string): boolean }[];
} {
  const all = new Set<string>();
  const plugin: Plugin = {
    name: "on-the-way",
    buildEnd() {
      const open = entries.map((entry) => resolve(entry));
      for (let id = open.pop(); id !== undefined; id = open.pop()) {
        const module = this.getModuleInfo(id);
        if (module === null) throw new Error(`${id} is not in the bundle`);
        if (all.has(id)) continue;
        all.add(id);
        open.push(...module.importedIds.filter((imported) => !imported.startsWith("node:")));
      }
    },
  };
  return { plugin, groups: [{ name: "create", test: (id) => all.has(id) }] };
}
