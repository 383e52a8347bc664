import childProcess from "node:child_process";
import fs from "node:fs/promises";
import module from "node:module";
import type { Plugin } from "rolldown";

/** Modules of Node's own that most runs import and do not use; with what each loads in its turn, they take 1.6 ms of a run of 35. */
const LATE: ReadonlyMap<string, object> = new Map<string, object>([
  ["node:child_process", childProcess],
  ["node:fs/promises", fs],
  ["node:module", module],
]);
const VIRTUAL = "\0late:";

/** In the bundle, such a module is loaded by the first call of one of its functions. What else a module has, nobody can import from it. */
export function lateModules(): Plugin {
  return {
    name: "late-modules",
    resolveId: (id, importer = "") =>
      LATE.has(id) && !/[\\/]node_modules[\\/]/.test(importer) ? VIRTUAL + id : undefined,
    load: (id) => (id.startsWith(VIRTUAL) ? lateModule(id.slice(VIRTUAL.length)) : undefined),
  };
}

function lateModule(id: string): string {
  const names = Object.entries(LATE.get(id) ?? {}).filter(([, value]) => typeof value === "function");
  const functions = names.map(([name]) => `export const ${name} = (...args) => now().${name}(...args);`);
  return [`const now = () => process.getBuiltinModule(${JSON.stringify(id)});`, ...functions].join("\n");
}
