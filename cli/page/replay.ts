import { randomUUID } from "node:crypto";
import { basename, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { untilAborted } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import { openInBrowser } from "./browser-opener.js";
import { EventHub } from "./event-hub.js";
import { readFrameFile } from "./frame-file.js";
import type { ObservedFrame } from "./model/events.js";
import { servePage } from "./server.js";

/** How recorded frames are shown. */
export interface ReplayOptions {
  readonly file: string;
  /** How many times as fast as they came; Infinity: all at once. */
  readonly speed: number;
  /** Default: a free one. */
  readonly port?: number | undefined;
  /** Whether the page is opened in a browser. */
  readonly open: boolean;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Characters of a recording that a page gets; what is older is left out, and the page says so. */
const MOST_CHARACTERS = 256 * 2 ** 20;

/**
 * Shows recorded frames on the page, without the plugin. Resolves when the signal aborts.
 * @throws {UserError} exit 2 for a file that cannot be read or is no recording, and for a port that is taken.
 */
export async function replay({ file, speed, port, open, signal, say }: ReplayOptions): Promise<void> {
  const path = resolve(file);
  const hub = hubOf(path);
  const frames = readFrameFile(path);
  // A file that is no recording is refused before there is a page.
  const first = await frames.next();
  const page = await servePage(hub, undefined, port);
  try {
    say(`${page.url}  shows ${basename(path)}; Ctrl-C ends it`);
    const problem = open ? await openInBrowser(page.url) : undefined;
    if (problem !== undefined) say(`the browser could not be opened: ${problem}`);
    const count = await play(first, frames, hub, speed, signal);
    if (!signal.aborted) say(`${count} frames; that is all`);
    await untilAborted(signal);
  } finally {
    await page.close();
  }
}

function hubOf(path: string): EventHub {
  const status = { run: "ended", recording: false, restarts: 0, commands: [] } as const;
  const plugin = {
    session: randomUUID(),
    name: basename(path),
    type: "datasource",
    timeoutMs: 0,
    mode: "file",
  } as const;
  return new EventHub(plugin, status, MOST_CHARACTERS);
}

async function play(
  first: IteratorResult<ObservedFrame>,
  rest: AsyncIterable<ObservedFrame>,
  hub: EventHub,
  speed: number,
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  let before: ObservedFrame | undefined;
  const show = async (frame: ObservedFrame) => {
    if (before !== undefined) {
      await pause((frame.at - before.at) / speed, signal);
      const [one, other] = [before.origin, frame.origin];
      if ("recording" in one && "recording" in other && one.recording !== other.recording) {
        hub.publish({ kind: "mark", at: before.timestamp, reason: "a new recording" });
      }
    }
    before = frame;
    count++;
    hub.frame(frame);
  };
  if (first.done !== true) await show(first.value);
  for await (const frame of rest) {
    if (signal.aborted) break;
    await show(frame);
  }
  return count;
}

/** Ends early when the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (!(ms >= 1)) return;
  await sleep(ms, undefined, { signal }).catch(() => {});
}
