import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BaseEnvironment } from "@yeoman/types";
import { describe, expect, test } from "vitest";
import Generator, { type BaseOptions } from "yeoman-generator";
import { packageRoot } from "../package-root.js";
import { plainAdapter } from "./adapter.js";
import { Environment, type RenderedFile } from "./environment.js";

type Options = BaseOptions & { readonly log: string[]; readonly failIn?: string };

/** A Yeoman generator with a method for each phase, written in another order than they run. */
class Phases extends Generator<Record<string, unknown>, Options> {
  constructor(args: string[], options: Options) {
    super(args, options);
  }
  #note(phase: string): void {
    this.options.log.push(phase);
    if (phase === this.options.failIn) throw new Error(`failed in ${phase}`);
  }
  end(): void {
    this.#note("end");
  }
  install(): void {
    this.#note("install");
  }
  async writing(): Promise<void> {
    this.#note("writing");
    this.fs.write(join(tmpdir(), "b.txt"), "two");
    this.fs.write(join(tmpdir(), "a.txt"), "one");
  }
  anything(): void {
    this.#note("default");
  }
  async prompting(): Promise<void> {
    await Promise.resolve();
    this.#note("prompting");
  }
  initializing(): void {
    this.#note("initializing");
    this.queueTask({ method: () => this.#note("queued later"), taskName: "later", queueName: "end" });
  }
}

/** None of the phases here asks anything. */
const unasked = plainAdapter(new AbortController().signal, process.stdin, process.stderr);

async function run(failIn?: string): Promise<{ log: string[]; error: unknown; committed: readonly RenderedFile[] }> {
  const log: string[] = [];
  let committed: readonly RenderedFile[] = [];
  const environment = new Environment({
    cwd: tmpdir(),
    adapter: unasked,
    commit: async (files) => {
      log.push("commit");
      committed = files;
    },
  });
  const generator = new Phases([], {
    log,
    ...(failIn === undefined ? {} : { failIn }),
    env: environment as unknown as BaseEnvironment,
    namespace: "test:app",
    resolved: import.meta.filename,
    help: false,
    localConfigOnly: true,
    destinationRoot: packageRoot(),
  });
  const error = await environment.runGenerator(generator).catch((reason: unknown) => reason);
  return { log, error, committed };
}

describe("a Yeoman generator in our environment", () => {
  test("runs phase by phase; the files go to disk after writing and before install", async () => {
    const { log, error, committed } = await run();
    expect(error).toBeUndefined();
    expect(log).toEqual([
      "initializing",
      "prompting",
      "default",
      "writing",
      "commit",
      "install",
      "end",
      "queued later",
    ]);
    expect(committed.map(({ path, contents }) => [path, contents.toString()])).toEqual([
      [join(tmpdir(), "a.txt"), "one"],
      [join(tmpdir(), "b.txt"), "two"],
    ]);
  });

  test.each(["prompting", "writing"])("an error in %s ends the run before anything is committed", async (phase) => {
    const { log, error } = await run(phase);
    expect(error).toEqual(new Error(`failed in ${phase}`));
    expect(log.at(-1)).toBe(phase);
    expect(log).not.toContain("commit");
  });

  test("queues of a generator's own run where it wants them, and a task with a name once", async () => {
    const log: string[] = [];
    const environment = new Environment({ cwd: tmpdir(), adapter: unasked, commit: async () => {} });
    environment.addPriority("before-end", "end");
    environment.queueTask("end", () => void log.push("end"));
    environment.queueTask("before-end", () => void log.push("before end"), { once: "x" });
    environment.queueTask("before-end", () => void log.push("again"), { once: "x" });
    environment.queueTask("unheard-of", () => void log.push("last"));
    await environment.runGenerator({ queueTasks: async () => {} });
    expect(log).toEqual(["before end", "end", "last"]);
  });
});
