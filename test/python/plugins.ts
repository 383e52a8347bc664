import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonEnv } from "./project.js";

const RUNTIME = fileURLToPath(new URL("../../templates/python/src/_package_/", import.meta.url));
const PLUGINS = fileURLToPath(new URL("plugins/", import.meta.url));

/** The plugins in test/python/plugins as executables: a package with the runtime, started as `python -m` does. */
export class PythonPlugins {
  readonly folder = mkdtempSync(join(tmpdir(), "python-plugins-"));

  /** @param source the plugin's own file; default test/python/plugins/NAME.py. */
  async script(name: string, source = pluginSource(name)): Promise<string> {
    const python = await pythonEnv();
    const root = join(this.folder, name);
    const pythonPackage = `laniakea_${name}`;
    const inRoot = join(root, pythonPackage);
    await cp(RUNTIME, inRoot, { recursive: true });
    const entry = readFileSync(join(inRoot, "__main__.py.ejs"), "utf8");
    writeFileSync(join(inRoot, "__main__.py"), entry.replaceAll("<%- pythonPackage %>", pythonPackage));
    writeFileSync(join(inRoot, "plugin.py"), source);
    const script = join(root, name);
    writeFileSync(script, `#!/bin/sh\nPYTHONPATH='${root}' exec '${python}' -m ${pythonPackage}\n`, { mode: 0o755 });
    return script;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function pluginSource(name: string): string {
  return readFileSync(join(PLUGINS, `${name}.py`), "utf8");
}
