import { expect, test, vi } from "vitest";
import { controller } from "../api/controller.js";
import { datasource } from "../api/datasource.js";
import type { SessionContext } from "../api/definition.js";
import { connect } from "../testing/connect.js";

/** The number of this file's line that a stack's first place has. */
function lineHere(): number {
  return Number(/author-line\.test\.ts:(\d+)/.exec(new Error().stack?.split("\n")[2] ?? "")?.[1]);
}

function connectTo(record: (context: SessionContext) => AsyncIterable<unknown>) {
  const log: string[] = [];
  const host = connect(datasource({ name: "demo", version: "1.0.0", record: record as never }), {
    onLog: (line) => log.push(line),
  });
  const errors = () => log.map((line) => JSON.parse(line)).filter((record) => record["@level"] === "error");
  return { host, errors };
}

const at = (line: number) => new RegExp(`\\(\\S*author-line\\.test\\.ts:${line}:\\d+\\)$`);

test.each([
  ["a Promise", () => ({ v: Promise.resolve(1) }), ".v is a Promise"],
  ["a bigint", () => ({ v: 1n }), "serialize a BigInt"],
  ["a function", () => () => 1, "got function"],
  ["a Map", () => [new Map()], "[0] is a Map"],
])("%s that is yielded is refused with the author's line", async (_, value, what) => {
  let line = 0;
  for (const isFirst of [true, false]) {
    const { host, errors } = connectTo(async function* () {
      if (!isFirst) yield "good";
      line = lineHere() + 1;
      yield value();
    });
    const refused: unknown = await host
      .startRecord()
      .all()
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ rawMessage: expect.stringMatching(at(line)) });
    expect(errors()).toMatchObject([
      { "@message": expect.stringContaining(what), error: expect.stringContaining(`\n    at `) },
    ]);
  }
});

test("the line is that of the author's own generator, and can be caught there", async () => {
  async function* inner() {
    yield { v: Promise.resolve(1) };
  }
  let line = 0;
  const { host } = connectTo(async function* () {
    line = lineHere() + 2;
    try {
      yield* inner();
    } catch (error) {
      yield (error as Error).message;
    }
  });
  const [told] = await host.startRecord().all();
  expect(told?.text()).toMatch(at(line));
});

test("a command's is that of its function, also behind a schema, and of its stream where that waits", async () => {
  const args = { "~standard": { version: 1, vendor: "v", validate: (value: unknown) => ({ value }) } } as const;
  const first = lineHere();
  const commands = {
    plain: () => ({ v: 1n }),
    checked: { args, run: () => ({ v: 1n }) },
    stream: async function* () {
      yield 1;
      yield { v: 1n };
    },
  };
  const host = connect(controller({ name: "demo", version: "1.0.0", commands: commands as never }));
  for (const [command, line] of [
    ["plain", first + 2],
    ["checked", first + 3],
    ["stream", first + 6],
  ] as const) {
    const failed = host.command({ command }).all();
    await expect(failed).rejects.toMatchObject({ rawMessage: expect.stringMatching(at(line)) });
  }
});

test("a recording that is no generator, or a runtime without V8's debugger, has no line", async () => {
  const values = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: { v: 1n } }) }) };
  await expect(
    connectTo(() => values as never)
      .host.startRecord()
      .all(),
  ).rejects.toThrow(/BigInt$/);
  vi.spyOn(process, "getBuiltinModule").mockImplementation(() => {
    throw new Error("no such module");
  });
  const { host } = connectTo(async function* () {
    yield { v: 1n };
  });
  await expect(host.startRecord().all()).rejects.toThrow(/BigInt$/);
  vi.restoreAllMocks();
});
