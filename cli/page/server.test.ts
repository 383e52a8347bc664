import { expect, onTestFinished, test } from "vitest";
import { EventHub, type NewFrame } from "./event-hub.js";
import type { PageEvent } from "./model/events.js";
import { type PageActions, servePage } from "./server.js";

const FRAME: NewFrame = {
  at: 1,
  origin: { recording: 1 },
  source: "x",
  type: "application/json",
  timestamp: 1,
  size: 1,
  text: "1",
};

function hubOf(mostCharacters?: number): EventHub {
  const plugin = { session: "s", name: "x", type: "datasource", timeoutMs: 1_000, mode: "live" } as const;
  return new EventHub(plugin, { run: "running", recording: true, restarts: 0, commands: [] }, mostCharacters);
}

async function serve(hub: EventHub, actions?: PageActions): Promise<URL> {
  const page = await servePage(hub, actions);
  onTestFinished(() => page.close());
  return new URL(page.url);
}

/** The events of a stream, until there are `count` frames. */
async function framesOf(url: URL, count: number, last?: string): Promise<{ frames: number[]; id: string }> {
  const ends = new AbortController();
  const headers = last === undefined ? {} : { "Last-Event-ID": last };
  const response = await fetch(`${url.origin}/events${url.search}`, { headers, signal: ends.signal });
  const frames: number[] = [];
  let [text, id] = ["", ""];
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString("utf8");
    const messages = text.split("\n\n");
    text = messages.pop() ?? "";
    for (const message of messages) {
      const [, name = "", data = ""] = /^(?:id|event): (.*)\ndata: (.*)$/.exec(message) ?? [];
      if (name === "hello") continue;
      id = name;
      const events = JSON.parse(data) as PageEvent[];
      frames.push(...events.flatMap((event) => (event.kind === "frame" ? [event.n] : [])));
    }
    if (frames.length >= count) break;
  }
  ends.abort();
  return { frames, id };
}

test("a page gets what was before it, what comes, and after a break what it lacks", async () => {
  const hub = hubOf();
  const url = await serve(hub);
  hub.frame(FRAME);
  hub.frame(FRAME);
  const { frames, id } = await framesOf(url, 2);
  expect(frames).toEqual([1, 2]);
  const soon = framesOf(url, 2, id);
  hub.frame(FRAME);
  hub.frame(FRAME);
  expect((await soon).frames).toEqual([3, 4]);
});

test("what has gone is left out, and the numbers show it", async () => {
  const hub = hubOf(2_000);
  const url = await serve(hub);
  for (let n = 0; n < 100; n++) hub.frame(FRAME);
  const { frames } = await framesOf(url, 1);
  expect(frames.at(-1)).toBe(100);
  expect(frames[0]).toBeGreaterThan(50);
});

test("every frame gets to a page that reads, once", async () => {
  const hub = hubOf();
  const url = await serve(hub);
  const read = framesOf(url, 20_000);
  for (let n = 0; n < 20_000; n++) {
    hub.frame(FRAME);
    if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const { frames } = await read;
  expect(frames).toEqual(Array.from({ length: 20_000 }, (_, index) => index + 1));
});

test("what a person asks for is done, and what fails is said", async () => {
  const asked: unknown[] = [];
  const url = await serve(hubOf(), {
    record: async (on) => void asked.push(on),
    command: async () => {
      throw new Error("a datasource takes no commands");
    },
  });
  const post = (path: string, body: string) =>
    fetch(`${url.origin}${path}${url.search}`, { method: "POST", headers: { Origin: url.origin }, body });
  expect((await post("/record", '{"on":true}')).status).toBe(200);
  expect(asked).toEqual([true]);
  const refused = await post("/command", '{"id":"1","request":{}}');
  expect([refused.status, await refused.text()]).toEqual([409, "a datasource takes no commands"]);
  expect((await post("/record", "no JSON")).status).toBe(409);
  expect((await post("/other", "{}")).status).toBe(404);
});

test("a port that is taken is named", async () => {
  const url = await serve(hubOf());
  await expect(servePage(hubOf(), undefined, Number(url.port))).rejects.toThrow(
    `the page cannot have port ${url.port}: another program has it`,
  );
});
