import { EventEmitter } from "node:events";
import type { BaseEnvironment } from "@yeoman/types";
import { create } from "mem-fs";
import type { Adapter } from "./adapter.js";

/** The part of a Yeoman environment that yeoman-generator 8.4.0 uses; the rest of it finds, installs and composes generators. */
type NeededEnvironment = Pick<
  BaseEnvironment<Adapter>,
  "cwd" | "logCwd" | "adapter" | "queueTask" | "addPriority" | "emit" | "on" | "once"
>;

/** What a generator is to us: something that queues its tasks. */
export type RunnableGenerator = { queueTasks(): Promise<void> };

/** A file that a generator has rendered, still in memory. */
export interface RenderedFile {
  /** Absolute. */
  readonly path: string;
  readonly contents: Buffer;
}

export interface EnvironmentOptions {
  readonly cwd: string;
  readonly adapter: Adapter;
  /** Puts what was rendered onto the disk; called once, after the generator has written everything. */
  readonly commit: (files: readonly RenderedFile[]) => Promise<void>;
}

type QueuedTask = () => void | Promise<void>;

/** The queues that every generator has, in the order in which they are drained. */
const PRIORITIES = [
  "initializing",
  "prompting",
  "configuring",
  "default",
  "writing",
  "transform",
  "conflicts",
  "install",
  "end",
] as const;

/**
 * Runs one Yeoman generator: its tasks by priority, its files from memory to disk.
 * The real environment is 300 packages more; what is needed of it is this.
 */
export class Environment extends EventEmitter implements NeededEnvironment {
  readonly cwd: string;
  readonly logCwd: string;
  readonly adapter: Adapter;
  readonly sharedFs = create();
  readonly #commit: EnvironmentOptions["commit"];
  readonly #queues = new Map<string, QueuedTask[]>();
  readonly #order: string[] = [...PRIORITIES];
  readonly #contexts = new Map<string, Map<string, unknown>>();
  readonly #onceNames = new Set<string>();

  constructor({ cwd, adapter, commit }: EnvironmentOptions) {
    super();
    this.cwd = cwd;
    this.logCwd = cwd;
    this.adapter = adapter;
    this.#commit = commit;
  }

  /** Generators ask for the newest version that they need; for a dependency there is no answer here. */
  getVersion(): string;
  getVersion(dependency: string): string | undefined;
  getVersion(dependency?: string): string | undefined {
    return dependency === undefined ? "6.3.0" : undefined;
  }

  /** Values that generators in one folder share. */
  getContextMap(folder: string): Map<string, unknown> {
    const map = this.#contexts.get(folder) ?? new Map<string, unknown>();
    this.#contexts.set(folder, map);
    return map;
  }

  addPriority(priority: string, before?: string): void {
    if (this.#order.includes(priority)) return;
    const index = before === undefined ? -1 : this.#order.indexOf(before);
    this.#order.splice(index === -1 ? this.#order.length : index, 0, priority);
  }

  queueTask(priority: string, task: QueuedTask, options: { once?: string | undefined } = {}): void {
    const onceName = options.once === undefined ? undefined : `${priority}#${options.once}`;
    if (onceName !== undefined && this.#onceNames.has(onceName)) return;
    if (onceName !== undefined) this.#onceNames.add(onceName);
    this.addPriority(priority);
    this.#queues.set(priority, [...(this.#queues.get(priority) ?? []), task]);
  }

  /** @throws whatever a task throws; no task after it runs. */
  async runGenerator(generator: RunnableGenerator): Promise<void> {
    this.queueTask("conflicts", () => this.#commit(this.#rendered()));
    await generator.queueTasks();
    for (let task = this.#next(); task !== undefined; task = this.#next()) await task();
  }

  /** A task may queue others, also of an earlier priority: the first queue that has one goes first. */
  #next(): QueuedTask | undefined {
    for (const priority of this.#order) {
      const task = this.#queues.get(priority)?.shift();
      if (task !== undefined) return task;
    }
    return undefined;
  }

  #rendered(): readonly RenderedFile[] {
    return this.sharedFs
      .all()
      .filter((file) => "state" in file && file.state === "modified")
      .flatMap(({ path, contents }) => (Buffer.isBuffer(contents) ? [{ path, contents }] : []))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}
