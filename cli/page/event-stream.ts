import type { ServerResponse } from "node:http";
import type { EventHub } from "./event-hub.js";

/** ms in which events are gathered into one message: a screen shows no more. */
const GATHER_MS = 30;
/** Characters of one message, so that a page that has a lot to catch up with can show the first of it soon. */
const MOST_CHARACTERS = 2 ** 20;

/**
 * Sends a page all that happens, as server-sent events. Their ids are positions in what has happened: a page that comes back names the
 * last one that it has. A page that is slower than the plugin costs no memory: what has gone before it was sent is not sent, and
 * the numbers of the frames show that.
 * @param last the position that the page names; undefined for a new one.
 */
export function streamEvents(hub: EventHub, response: ServerResponse, last: number | undefined): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write(`event: hello\ndata: ${JSON.stringify(hub.hello)}\n\n`);
  let sent = last ?? 0;
  let timer: NodeJS.Timeout | undefined;
  const send = () => {
    timer = undefined;
    while (sent < hub.events.total && !response.writableNeedDrain) {
      sent = Math.max(sent, hub.events.dropped);
      const batch = firstOf(hub.events.since(sent));
      sent += batch.length;
      response.write(`id: ${sent}\ndata: [${batch.join(",")}]\n\n`);
    }
  };
  const soon = () => {
    if (!response.writableNeedDrain) timer ??= setTimeout(send, GATHER_MS);
  };
  const stop = hub.onEvent(soon);
  response.on("drain", soon);
  response.on("close", () => {
    stop();
    clearTimeout(timer);
  });
  send();
}

/** As many as fit into a message; at least one. */
function firstOf(events: readonly string[]): readonly string[] {
  let characters = 0;
  const end = events.findIndex((event, index) => (characters += event.length) > MOST_CHARACTERS && index > 0);
  return end === -1 ? events : events.slice(0, end);
}
