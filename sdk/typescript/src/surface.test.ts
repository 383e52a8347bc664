import { join } from "node:path";
import { build } from "esbuild";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { Checked, CheckedAnswer } from "./api/sendable.js";
import { channel, controller, datasource, type FrameValue, json, sleep } from "./index.js";

// What the compiler must refuse stands under a ts-expect-error: `npm run typecheck` fails when it is accepted.

test("what a plugin imports brings nothing of grpc-js into its bundle, nor the command's or the tests' code", async () => {
  const entryPoints = ["index.ts", "go-plugin/index.ts"].map((file) => join(import.meta.dirname, file));
  const options = { bundle: true, platform: "node", format: "cjs", write: false, metafile: true } as const;
  const { metafile } = await build({ ...options, entryPoints, outdir: "unwritten" });
  expect(Object.keys(metafile.inputs).filter((path) => /node_modules|cli\/|testing\/|grpc-js/.test(path))).toEqual([]);
});

test("a datasource's fields are checked by name and type", () => {
  datasource({
    name: "room",
    version: "1.0.0",
    async *record({ signal, log, laniakeaVersion }) {
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      expectTypeOf(laniakeaVersion).toEqualTypeOf<string | undefined>();
      log.info("started", { laniakeaVersion });
      yield { celsius: 21 };
      yield json([1, 2]);
      await sleep(1, signal);
    },
  });
  // @ts-expect-error a version is missing
  const missing = () => datasource({ name: "room", async *record() {} });
  expect(missing).toThrow("a plugin needs a version");
  // @ts-expect-error recrod is not a field
  const misspelt = () => datasource({ name: "room", version: "1", async *recrod() {} });
  expect(misspelt).toThrow("a datasource needs record");
  // @ts-expect-error a promise is not a recording
  datasource({ name: "room", version: "1", record: async () => 21 });
});

test("a command's arguments have the type of its schema, and are unknown without one", () => {
  controller({
    name: "heater",
    version: "1.0.0",
    commands: {
      async set({ args }) {
        expectTypeOf(args).toEqualTypeOf<Readonly<Record<string, unknown>>>();
      },
      ramp: {
        args: z.object({ to: z.number(), steps: z.number().default(10) }),
        async *run({ args, signal }) {
          expectTypeOf(args).toEqualTypeOf<{ to: number; steps: number }>();
          expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
          yield { at: args.to };
        },
      },
      name: {
        args: z.object({ text: z.string() }),
        run: ({ args }) => args.text,
      },
    },
  });
  const wrong = controller({
    name: "heater",
    version: "1.0.0",
    commands: {
      // @ts-expect-error a string has no toFixed
      ramp: { args: z.object({ to: z.string() }), run: ({ args }) => args.to.toFixed(1) },
    },
  });
  expect(wrong.type).toBe("controller");
  // @ts-expect-error a number is no command
  expect(() => controller({ name: "heater", version: "1", commands: { set: 5 } })).toThrow('the command "set"');
});

test("settings have the types of their defaults, or of their schema", () => {
  const types = { name: "room", version: "1.0.0" };
  const settings = { port: { default: "/dev/ttyUSB0" }, baudRate: { default: 9600 }, echo: { default: false } };
  datasource({
    ...types,
    settings: { port: { default: "/dev/ttyUSB0" }, baudRate: { default: 9600, oneOf: [9600, 19_200] } },
    async *record({ settings }) {
      expectTypeOf(settings).toEqualTypeOf<{ readonly port: string; readonly baudRate: number }>();
      yield settings.baudRate;
      // @ts-expect-error prot is no setting
      yield String(settings.prot);
    },
  });
  datasource({
    ...types,
    settings: z.object({ hosts: z.array(z.string()).default([]) }),
    async *record({ settings: { hosts } }) {
      expectTypeOf(hosts).toEqualTypeOf<string[]>();
      yield hosts;
    },
  });
  controller({
    ...types,
    settings,
    commands: {
      read: ({ settings: { echo } }) => ({ echo: echo satisfies boolean }),
      set: {
        args: z.object({ to: z.number() }),
        run: ({ args, settings: { port } }) => ({ to: args.to, port: port.toUpperCase() }),
      },
    },
    command: (frame, { settings: { baudRate } }) => ({ baudRate: baudRate.toFixed(), size: frame.payload.length }),
  });
  datasource({
    ...types,
    async *record({ settings: none }) {
      // @ts-expect-error none is declared
      yield String(none.port);
    },
  });
  const { record } = { record: async function* () {} };
  // @ts-expect-error a setting has a default
  expect(() => datasource({ ...types, settings: { port: "/dev/ttyUSB0" }, record })).toThrow(
    'the setting "port" needs a default',
  );
});

test("a channel carries one type", () => {
  const readings = channel<{ celsius: number }>({ capacity: 8, overflow: "drop-newest" });
  expectTypeOf(readings).toExtend<AsyncIterable<FrameValue>>();
  // @ts-expect-error kelvin is not celsius
  readings.push({ kelvin: 294 });
  // @ts-expect-error there is no such rule
  channel({ overflow: "block" });
});

interface Reading {
  readonly celsius: number;
  readonly before?: Reading;
}

test("what JSON can hold is yielded as it is, and so is what nobody knows yet", () => {
  const reading: Reading = { celsius: 21 };
  const foreign: unknown = JSON.parse("{}");
  const untyped = JSON.parse("{}");
  const lazily = async () => reading;
  class Sample {
    readonly value = 1;
    #hidden = 2;
    double() {
      return this.#hidden;
    }
  }
  const types = { name: "room", version: "1.0.0" };
  datasource({
    ...types,
    async *record() {
      yield reading;
      yield [reading, { deep: [reading, null, "text", true] }] as const;
      yield { at: new Date(), raw: new Uint8Array(2), sample: new Sample() };
      yield foreign;
      yield { foreign, untyped };
      yield untyped;
      yield lazily(); // An async generator awaits what it yields.
      yield new Sample();
      yield json({ celsius: 21 });
    },
  });
  datasource({ ...types, record: () => channel<Reading>() });
  controller({
    ...types,
    commands: {
      async read() {
        return reading;
      },
      async foreign() {
        return foreign;
      },
      promised: () => lazily(),
      async nothing() {},
      sometimes: ({ args }) => (args["all"] === true ? reading : undefined),
    },
  });
});

test("what would arrive as {} is refused, however deep it is", () => {
  const sensor = async () => 21;
  const types = { name: "room", version: "1.0.0" };
  // @ts-expect-error a promise in an object
  datasource({ ...types, record: async function* () { yield { v: sensor() }; } }); // prettier-ignore
  // @ts-expect-error a promise in an array
  datasource({ ...types, record: async function* () { yield [sensor()]; } }); // prettier-ignore
  // @ts-expect-error further down
  datasource({ ...types, record: async function* () { yield { a: [{ v: sensor() }] }; } }); // prettier-ignore
  // @ts-expect-error beside values that are fine
  datasource({ ...types, record: async function* () { yield 1; yield { v: sensor() }; } }); // prettier-ignore
  // @ts-expect-error a Map
  datasource({ ...types, record: async function* () { yield { v: new Map([["a", 1]]) }; } }); // prettier-ignore
  // @ts-expect-error a Set
  datasource({ ...types, record: async function* () { yield new Set([1]); } }); // prettier-ignore
  // @ts-expect-error a bigint
  datasource({ ...types, record: async function* () { yield { v: 1n }; } }); // prettier-ignore
  // @ts-expect-error nothing, now and then
  datasource({ ...types, record: async function* () { yield Math.random() > 2 ? 1 : undefined; } }); // prettier-ignore
  // @ts-expect-error a function that nobody has called
  datasource({ ...types, record: async function* () { yield sensor; } }); // prettier-ignore
  // @ts-expect-error a command's answer
  controller({ ...types, commands: { read: async () => ({ v: sensor() }) } });
  // @ts-expect-error one of a command's stream
  controller({ ...types, commands: { read: async function* () { yield { v: sensor() }; } } }); // prettier-ignore
  // @ts-expect-error the answer of a command with a schema
  controller({ ...types, commands: { read: { args: z.object({}), run: () => ({ v: sensor() }) } } });
});

test("the compiler's last line is the sentence that helps, with the place", () => {
  type Deep = { readonly a: readonly { readonly v: Promise<number> }[] };
  const record: Checked<Deep, "record"> = { record: "a[].v: await it: a promise arrives as {}" };
  const answer: CheckedAnswer<Promise<Deep | 1>> = "a[].v: await it: a promise arrives as {}";
  const stream: CheckedAnswer<AsyncGenerator<Map<string, number>>> =
    "make an object or an array of it: a Map or a Set arrives as {}";
  expect([record.record, answer, stream]).toHaveLength(3);
});
