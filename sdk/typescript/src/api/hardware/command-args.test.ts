import { expect, test } from "vitest";
import { connect } from "../../testing/connect.js";
import { controller } from "../controller.js";
import { commandArgs } from "./command-args.js";

const plugin = controller({
  name: "valve",
  version: "1.0.0",
  commands: {
    set: {
      args: commandArgs({
        register: { type: "number", minimum: 0, maximum: 65_535, integer: true },
        unit: { type: "string", maxLength: 3, pattern: /^[A-Z]+$/ },
        path: { type: "string", maxLength: 9, pattern: /^\/[a-z]*$/, allowed: "a path such as /led", default: "/" },
        keep: { type: "boolean", default: false },
      }),
      run: async ({ args }) => ({ set: args.register + 1, unit: args.unit, keep: args.keep, path: args.path }),
    },
  },
});
const call = (args: Readonly<Record<string, unknown>>) => connect(plugin).command({ command: "set", args }).all();

test("arguments within their limits reach the command, with their types", async () => {
  const [answer] = await call({ register: 7, unit: "K" });
  expect(answer?.json()).toEqual({ set: 8, unit: "K", keep: false, path: "/" });
});

test("an argument with a default may be given", async () => {
  const [answer] = await call({ register: 7, unit: "K", keep: true, path: "/led" });
  expect(answer?.json()).toEqual({ set: 8, unit: "K", keep: true, path: "/led" });
});

test.each<[Readonly<Record<string, unknown>>, string]>([
  [{ unit: "K" }, "must be a number, got none"],
  [{ register: "7", unit: "K" }, `must be a number, got "7"`],
  [{ register: 65_536, unit: "K" }, "must be a whole number between 0 and 65535, got 65536"],
  [{ register: 1.5, unit: "K" }, "must be a whole number between 0 and 65535, got 1.5"],
  [{ register: 1, unit: "KELVIN" }, "must have at most 3 characters, got 6"],
  [{ register: 1, unit: "k" }, `must be like ^[A-Z]+$, got "k"`],
  [{ register: 1, unit: "K", path: "led" }, `path: must be a path such as /led, got "led"`],
  [{ register: 1, unit: "K", speed: 1 }, "there is none of that name"],
  [{ register: 1, unit: "K", toString: 1 }, "there is none of that name"],
  [{ register: 1, unit: "K", keep: "yes" }, `must be a boolean, got "yes"`],
])("%o is refused before the command runs", async (args: Readonly<Record<string, unknown>>, reason) => {
  await expect(call(args)).rejects.toThrow(reason);
});
