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
      if (errors.length > 0) hub.change({ problem: errors.map((error) => error.trim()).join("\n\n") });
      else clearProblem(hub);
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
      hub.change({ run: "failed", recording: false, problem: [reason, ...lines].join("\n") });
    },
    wrote(line) {
      lines = [...lines, formatLogLine(line)].slice(-KEPT_LINES);
      log("plugin", line);
    },
    described(command) {
      const others = isDescribed ? hub.status.commands.filter(({ name }) => name !== command.name) : [];
      isDescribed = true;
      hub.change({ commands: [...others, command] });
    },
    recording(on, reason) {
      if (!on) mark(reason);
      hub.change({ recording: on, ...(on ? { recordingSince: Date.now() } : {}) });
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

function clearProblem(hub: EventHub): void {
  const { problem, ...status } = hub.status;
  if (problem !== undefined) hub.replace(status);
}
