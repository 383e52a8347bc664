import { resolve } from "node:path";
import type { Readable } from "node:stream";
import type { PluginEntry } from "../../daemon/entry.js";
import { untilAborted } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import { languageOf } from "../languages/detect.js";
import { projectEntry } from "../project/project-entry.js";
import { Interrupted } from "../run/errors.js";
import { type DevListener, tellAll } from "./listener.js";
import { messageOf, type Operated, runPlugin } from "./plugin-run.js";

export interface DevOptions {
  readonly project: string;
  /** Ends the plugin as the daemon would, then resolves. */
  readonly signal: AbortSignal;
  /** Command lines for a controller. */
  readonly input: Readable;
  /** Hear of all that happens. */
  readonly listeners: readonly DevListener[];
  /** Opens what else shows the plugin, before it is started; what that returns is closed at the end. */
  readonly open?: (entry: PluginEntry, operated: () => Operated | undefined) => Promise<readonly OpenListener[]>;
}

/** A listener that has something to close. */
export interface OpenListener extends DevListener {
  close(): Promise<void> | void;
}

/**
 * Runs a project under the built-in host, and again at each save: a datasource records, a controller answers command
 * lines. Resolves when the signal aborts: that is how it is meant to end.
 */
export async function dev({ project: folder, signal, input, listeners, open }: DevOptions): Promise<void> {
  const project = resolve(folder);
  const entry = await projectEntry(project);
  const language = await languageOf(project);
  let operated: Operated | undefined;
  const opened = (await open?.(entry, () => operated)) ?? [];
  const listener = tellAll([...listeners, ...opened]);
  let recordings = 0;
  const context = {
    listener,
    input,
    nextRecording: () => ++recordings,
    operate: (now: Operated | undefined) => void (operated = now),
  };
  let running: Promise<void> = Promise.resolve();
  let restart = new AbortController();
  const fail = (error: unknown) => {
    if (!(error instanceof Interrupted)) listener.failed(error instanceof Error ? error.message : String(error));
    listener.said(messageOf(error));
  };
  try {
    const watcher = await language.watch(project, (errors, command) => {
      if (signal.aborted) return;
      listener.built(errors);
      if (command === undefined) return;
      restart.abort();
      restart = new AbortController();
      const ends = AbortSignal.any([signal, restart.signal]);
      running = running.then(() => runPlugin(command, ends, context)).catch(fail);
    });
    try {
      listener.said(`${entry.name} (${entry.type}) under the built-in host; Ctrl-C ends it`);
      await untilAborted(signal);
      await running;
    } finally {
      await watcher.stop();
    }
  } finally {
    for (const one of opened) await one.close();
  }
}
