import { expect, test } from "vitest";
import { PluginError } from "../../go-plugin/rpc/plugin-error.js";
import { connect } from "../../testing/connect.js";
import { datasource } from "../datasource.js";
import type { SessionContext } from "../definition.js";
import { reconnecting } from "./reconnecting.js";

/** A device whose reads are scripted: values, an error at the end. `opens` says which openings fail. */
function plugin(opens: readonly (Error | undefined)[], reads: readonly (readonly number[])[]) {
  const events: string[] = [];
  let opened = 0;
  let read = 0;
  const source = datasource({
    name: "scripted",
    version: "1.0.0",
    record: (context) =>
      reconnecting(
        {
          what: "the port",
          firstDelayMs: 1,
          maxDelayMs: 4,
          async open() {
            const failure = opens[opened++];
            if (failure !== undefined) throw failure;
            return opened;
          },
          async *read() {
            for (const value of reads[read++] ?? []) yield { value };
            if (read < reads.length) throw new Error("unplugged");
            throw new PluginError("no more", "ABORTED");
          },
          close: (device) => void events.push(`closed ${device}`),
        },
        context,
      ),
  });
  const log: string[] = [];
  const host = connect(source, { onLog: (line) => log.push((JSON.parse(line) as { "@message": string })["@message"]) });
  return { host, events, log };
}

async function recorded({ host }: ReturnType<typeof plugin>): Promise<{ values: unknown[]; error: unknown }> {
  const values: unknown[] = [];
  try {
    for await (const frame of host.startRecord()) values.push((frame.json() as { value: number }).value);
    return { values, error: undefined };
  } catch (error) {
    return { values, error };
  }
}

test("a recording goes on when the hardware is back, and the log has one line for each change", async () => {
  const gone = new Error("no such port");
  const made = plugin([undefined, gone, gone, gone, undefined], [[1, 2], [3]]);
  const { values } = await recorded(made);
  expect(values).toEqual([1, 2, 3]);
  expect(made.events).toEqual(["closed 1", "closed 5"]);
  expect(made.log.slice(0, 2)).toEqual([
    "the port is lost: unplugged; it is tried again until it is back",
    "the port is back",
  ]);
});

test("hardware that is not there at the start is the operator's to know", async () => {
  const { values, error } = await recorded(plugin([new Error("no such port")], []));
  expect(values).toEqual([]);
  expect(String(error)).toContain("no such port");
});

test("what answers and goes at once does not fill the log", async () => {
  const made = plugin([], [[1], [], [], [], [2]]);
  const { values } = await recorded(made);
  expect(values).toEqual([1, 2]);
  expect(made.log.filter((message) => message.includes("is lost"))).toHaveLength(1);
});

test("a mistake in the code that reads is told with its stack, and hardware that goes is not", async () => {
  const lines: string[] = [];
  let reads = 0;
  const record = (context: SessionContext) =>
    reconnecting(
      {
        what: "the port",
        firstDelayMs: 1,
        open: () => {},
        async *read() {
          yield { value: ++reads };
          if (reads === 1) throw new TypeError("parse is not a function");
          if (reads === 2) throw new Error("unplugged");
          throw new PluginError("no more", "ABORTED");
        },
        close: () => {},
      },
      context,
    );
  const source = datasource({ name: "scripted", version: "1.0.0", record });
  const host = connect(source, { onLog: (line) => lines.push(line) });
  await expect(host.startRecord().all()).rejects.toThrow("no more");
  const lost = lines.filter((line) => line.includes("is lost"));
  expect(lost).toEqual([
    expect.stringMatching(/parse is not a function; it is tried again.*reconnecting\.test\.ts/),
    expect.not.stringContaining("reconnecting.test.ts"),
  ]);
});
