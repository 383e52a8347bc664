import { randomUUID } from "node:crypto";
import { type PluginEntry, withDefaults } from "../../daemon/entry.js";
import type { Frame } from "../../sdk/typescript/src/api/frame.js";
import { EventHub, type NewFrame } from "../page/event-hub.js";
import type { FrameOrigin } from "../page/model/events.js";
import { commandsNamedIn } from "../page/model/form.js";
import { formatLogLine, logRecordOf } from "./format.js";
import type { DevListener } from "./listener.js";

/** Lines of the plugin's own that explain why it does not run: those of an error and its stack. */
const KEPT_LINES = 40;

/** The hub of a page for a project's plugin. */
export function hubOf(entry: PluginEntry): EventHub {
  const { name, type, timeout } = withDefaults(entry);
  const plugin = { session: randomUUID(), name, type, timeoutMs: timeout * 1_000, mode: "live" } as const;
  return new EventHub(plugin, { run: "starting", recording: false, restarts: 0, commands: [] });
}

/** Tells the page what happens under `dev`. */
export function pageListener(hub: EventHub): DevListener {
  let starts = 0;
  // What it had before it was started again is shown until it says what it has now.
  let isDescribed = false;
  let lines: string[] = [];
  const log = (from: "plugin" | "dev", line: string) =>
    hub.publish({ kind: "log", from, at: Date.now(), ...logRecordOf(line) });
  const mark = (reason: string) => hub.publish({ kind: "mark", at: Date.now(), reason });
  return {
    said: (line) => line !== "" && log("dev", line),
    built(errors) {
      for (const error of errors) log("dev", `✖ ${error.trim()}`);
      showErrors(hub, errors);
    },
    starting() {
      lines = [];
      if (starts++ > 0) mark("the plugin was started again");
      clearProblem(hub);
      hub.change({ run: "starting", recording: false, restarts: starts - 1 });
      isDescribed = false;
    },
    started: () => hub.change({ run: "running" }),
    failed(reason) {
      if (hub.status.run === "failed") return;
      mark(reason);
      hub.change({ run: "failed", recording: false });
      showProblem(hub, "The plugin does not run", [reason, ...lines]);
    },
    wrote(line) {
      lines = [...lines, formatLogLine(line)].slice(-KEPT_LINES);
      log("plugin", line);
    },
    described(command) {
      const others = isDescribed ? hub.status.commands : [];
      isDescribed = true;
      hub.change({ commands: [...others.filter(({ name }) => name !== command.name), command] });
    },
    recording(on, reason, failed = false) {
      if (!on) mark(reason);
      showRecording(hub, on);
      if (failed) showFailure(hub, [reason, ...lines]);
    },
    frame: (frame, origin, at) => hub.frame(observed(frame, origin, at)),
    sent: (id, request) => hub.publish({ kind: "sent", id, at: Date.now(), request }),
    answered(id, error) {
      hub.publish({ kind: "answer", id, at: Date.now(), ...(error === undefined ? {} : { error }) });
      if (error !== undefined && !isDescribed) describeByRefusal(hub, error);
    },
  };
}

/** A frame as the page and a recording have it. */
export function observed(frame: Frame, origin: FrameOrigin, at: number): NewFrame {
  const { source, type, timestamp, payload } = frame;
  const isText = type === "application/json" || type.startsWith("text/");
  const content = isText ? { text: frame.text() } : { base64: Buffer.from(payload).toString("base64") };
  return { at, origin, source, type, timestamp, size: payload.length, ...content };
}

/** A refusal names the commands that there are: all that is known where the plugin does not describe them. */
function describeByRefusal(hub: EventHub, error: string): void {
  const names = commandsNamedIn(error);
  if (names.length > 0) hub.change({ commands: names.map((name) => ({ name })) });
}

function showErrors(hub: EventHub, errors: readonly string[]): void {
  if (errors.length === 0) return clearProblem(hub);
  const runs = hub.status.run === "running" ? "; what runs is the plugin from before this save" : "";
  const paragraphs = errors.flatMap((error) => [error.trim(), ""]);
  showProblem(hub, `The sources do not build${runs}`, paragraphs.slice(0, -1));
}

function showProblem(hub: EventHub, what: string, lines: readonly string[]): void {
  hub.change({ problem: { what, why: lines.join("\n") } });
}

/** Of a recording. Where the plugin has ended, that is what there is to say. */
function showFailure(hub: EventHub, lines: readonly string[]): void {
  if (hub.status.run === "running") showProblem(hub, "The recording failed", lines);
}

function showRecording(hub: EventHub, on: boolean): void {
  if (on) clearProblem(hub);
  hub.change({ recording: on, ...(on ? { recordingSince: Date.now() } : {}) });
}

function clearProblem(hub: EventHub): void {
  const { problem, ...status } = hub.status;
  if (problem !== undefined) hub.replace(status);
}
