import { mkdirSync, symlinkSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { CLI, makeFolder, ROOT, run } from "../create/support/cli.js";
import { Dev } from "../create/support/dev.js";
import { pythonEnv } from "../python/project.js";

export type Language = "typescript" | "python" | "go";
export type PluginType = "datasource" | "controller";

export const COMMAND = join(ROOT, "sdk/typescript/dist/cli/main.js");

/** What a project in TypeScript has installed. */
const PACKAGES = ["esbuild", "laniakea-plugin-sdk", "zod"] as const;

/** A made project whose packages are there, with another text in its plugin than the template's. */
export class TestProject {
  private constructor(
    readonly language: Language,
    readonly folder: string,
    /** The file with the author's code. */
    readonly plugin: string,
  ) {}

  static async make(language: Language, type: PluginType): Promise<TestProject> {
    const cwd = await makeFolder();
    const args = ["probe", "--language", language, "--type", type, "--yes", "--no-install"];
    expect(await run(args, { cwd })).toMatchObject({ code: 0 });
    const folder = join(cwd, "probe");
    if (language === "typescript") {
      // A folder of its own: dev keeps what it makes there.
      mkdirSync(join(folder, "node_modules"));
      for (const name of PACKAGES) symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
      return new TestProject(language, folder, join(folder, "src/plugin.ts"));
    }
    // Its modules come from Go's own cache, or through Go.
    if (language === "go") return new TestProject(language, folder, join(folder, "plugin.go"));
    symlinkSync(dirname(dirname(await pythonEnv())), join(folder, ".venv"));
    return new TestProject(language, folder, join(folder, "src/laniakea_probe/plugin.py"));
  }

  /** Starts `dev` as the project's own tasks do. @returns it, and the link that it printed. */
  async dev(...args: string[]): Promise<{ dev: Dev; url: string }> {
    const command = this.language === "typescript" ? COMMAND : CLI;
    const dev = new Dev(command, this.folder, ["dev", ...args], { PYTHONPATH: join(this.folder, "src") });
    const line = await dev.shows(/http:\/\/127\.0\.0\.1:/);
    return { dev, url: /http:\S+/.exec(line)?.[0] ?? "" };
  }

  async change(change: (source: string) => string): Promise<string> {
    const source = await readFile(this.plugin, "utf8");
    await writeFile(this.plugin, change(source));
    return source;
  }
}

/** Another command of the same program. */
export function start(folder: string, ...args: string[]): Dev {
  return new Dev(COMMAND, folder, args);
}
