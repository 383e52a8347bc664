import { join } from "node:path";
import { build } from "esbuild";
import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
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

test("a channel carries one type", () => {
  const readings = channel<{ celsius: number }>({ capacity: 8, overflow: "drop-newest" });
  expectTypeOf(readings).toExtend<AsyncIterable<FrameValue>>();
  // @ts-expect-error kelvin is not celsius
  readings.push({ kelvin: 294 });
  // @ts-expect-error there is no such rule
  channel({ overflow: "block" });
});
