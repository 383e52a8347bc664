import { resolve } from "node:path";
import type { Readable } from "node:stream";
import type { PluginEntry } from "../../daemon/entry.js";
import { untilAborted } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import { languageOf } from "../languages/detect.js";
import type { PluginCommand } from "../languages/language.js";
import { projectEntry } from "../project/project-entry.js";
import { projectSettings } from "../project/settings.js";
import { Interrupted } from "../run/errors.js";
import { type DevListener, tellAll } from "./listener.js";
import { START_AGAIN } from "./plugin-end.js";
import { messageOf, type Operated, type RunContext, runPlugin } from "./plugin-run.js";
import { watchSettings } from "./settings-watch.js";

export interface DevOptions {
  readonly project: string;
  /** Ends the plugin as the daemon would, then resolves. */
  readonly signal: AbortSignal;
  /** Command lines for a controller. */
  readonly input: Readable;
  /** Hear of all that happens. */
  readonly listeners: readonly DevListener[];
  /** Opens what else shows the plugin; the plugin waits for it, and what it returns is closed at the end. */
  readonly open?: (entry: PluginEntry, operated: () => Operated | undefined) => Promise<readonly OpenListener[]>;
}

/** A listener that has something to close. */
export interface OpenListener extends DevListener {
  close(): Promise<void> | void;
}

/**
 * Runs a project under the built-in host, and again at each save of a source or of the settings file: a datasource records, a
 * controller answers command lines. Resolves when the signal aborts: that is how it is meant to end.
 */
export async function dev({ project: folder, signal, input, listeners, open }: DevOptions): Promise<void> {
  const project = resolve(folder);
  const entry = await projectEntry(project);
  const language = await languageOf(project);
  let operated: Operated | undefined;
  let recordings = 0;
  const context = {
    project,
    input,
    nextRecording: () => ++recordings,
    operate: (now: Operated | undefined) => void (operated = now),
  };
  // What shows the plugin is opened while its sources are built; nothing is told, or started, before it is there.
  const opening = Promise.resolve(open?.(entry, () => operated) ?? []);
  const listening = opening.then((opened) => tellAll([...listeners, ...opened]));
  const restarts = new Restarts(signal);
  const watching = language.watch(project, (errors, command) => {
    const change = (listener: Required<DevListener>) => restarts.change(errors, command, { ...context, listener });
    void listening.then(change, () => {});
  });
  watching.catch(() => {}); // It is awaited below, when the other is there.
  const settings = watchSettings(projectSettings(project), () => {
    void listening.then(
      (listener) => restarts.again({ ...context, listener }),
      () => {},
    );
  });
  settings.catch(() => {});
  try {
    const listener = await listening;
    await watching;
    await settings;
    listener.said(`${entry.name} (${entry.type}) under the built-in host; Ctrl-C ends it`);
    await untilAborted(signal);
    await restarts.running;
  } finally {
    for (const watcher of [watching, settings]) await (await watcher.catch(() => undefined))?.stop();
    for (const one of await opening.catch(() => [])) await one.close();
  }
}

/** The starts of a plugin, one after another. */
class Restarts {
  /** Resolves when the newest has ended. */
  running: Promise<void> = Promise.resolve();
  #restart = new AbortController();
  /** What ran last. Undefined while nothing can: what mends the sources starts it. */
  #command: PluginCommand | undefined;

  constructor(readonly signal: AbortSignal) {}

  /** The sources are other ones: errors, or what is to run. */
  change(errors: readonly string[], command: PluginCommand | undefined, context: RunContext): void {
    const { listener } = context;
    if (this.signal.aborted) return;
    listener.built(errors);
    this.#command = command;
    if (command === undefined) return;
    this.#restart.abort();
    this.#restart = new AbortController();
    const ends = AbortSignal.any([this.signal, this.#restart.signal]);
    const fail = (error: unknown) => {
      if (!(error instanceof Interrupted)) listener.failed(error instanceof Error ? error.message : String(error));
      listener.said(messageOf(error));
      if (!(error instanceof Interrupted)) listener.said(`the plugin does not run; ${START_AGAIN}`);
    };
    this.running = this.running.then(() => runPlugin(command, ends, context)).catch(fail);
  }

  /** The sources are the same, and what the plugin reads at its start is not. */
  again(context: RunContext): void {
    if (this.#command === undefined || this.signal.aborted) return;
    context.listener.said("the settings file has changed; the plugin starts again");
    this.change([], this.#command, context);
  }
}
