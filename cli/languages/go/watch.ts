import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import type { ChokidarOptions } from "chokidar";
import { makeTemporaryFolder } from "../../files/leftovers.js";
import { DEV_FOLDER } from "../dev-folder.js";
import type { OnChange, PluginCommand, Watcher } from "../language.js";
import { watchQuietly } from "../watch-quietly.js";
import { goIsMissing } from "./build.js";
import { compile } from "./compile.js";

/** What is no source of the executable, at the project's top. */
const NO_SOURCE = /^(?:\..*|dist|node_modules)$/;
const SOURCE = /(?<!_test)\.go$|^go\.(?:mod|sum)$/;

/** Builds a project at each save; a save during a build starts another one. */
export async function watch(project: string, onChange: OnChange): Promise<Watcher> {
  const folder = await makeTemporaryFolder(tmpdir(), DEV_FOLDER);
  const builds = new Builds(project, folder, onChange);
  const watching = await watchQuietly(project, options(project), () => void builds.build());
  const stop = async () => {
    await watching.stop();
    await builds.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    if (await builds.build()) return { stop };
    throw goIsMissing();
  } catch (error) {
    await stop();
    throw error;
  }
}

function options(project: string): ChokidarOptions {
  return {
    ignored: (path, stats) =>
      NO_SOURCE.test(relative(project, path).split(/[\\/]/, 1)[0] ?? "") ||
      (stats?.isFile() === true && !SOURCE.test(basename(path))),
  };
}

/** One build at a time; each into a file of its own, as the former one may still run. */
class Builds {
  readonly #abort = new AbortController();
  #count = 0;
  #running: Promise<boolean> = Promise.resolve(true);

  constructor(
    readonly project: string,
    readonly folder: string,
    readonly onChange: OnChange,
  ) {}

  /** False without Go. */
  build(): Promise<boolean> {
    const number = ++this.#count;
    this.#running = this.#running.then(() => (number === this.#count ? this.#build(number) : true));
    return this.#running;
  }

  async #build(number: number): Promise<boolean> {
    const file = join(this.folder, `plugin-${number}${process.platform === "win32" ? ".exe" : ""}`);
    const failed = await compile(this.project, file, { signal: this.#abort.signal }).catch(() => null);
    if (failed === null) return true; // Stopped meanwhile.
    if (failed?.notFound) return false;
    const command: PluginCommand = { file, args: [] };
    if (failed === undefined) this.onChange([], command);
    else this.onChange(failed.lastLines, undefined);
    return true;
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }
}
