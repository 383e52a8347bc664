import { expect, test } from "vitest";
import { z } from "zod";
import { argsInBox, argsOf, commandsNamedIn, fieldsOf, FormError } from "./form.js";

const SCHEMA = z.toJSONSchema(
  z.object({
    target: z.number().min(0).max(50),
    count: z.int().default(3),
    unit: z.enum(["C", "F"]).describe("of the target"),
    fast: z.boolean().optional(),
    note: z.string(),
    points: z.array(z.number()).optional(),
  }),
  { io: "input" },
);

test("each property is a field of its kind", () => {
  expect(fieldsOf(SCHEMA)).toMatchObject([
    { name: "target", kind: "number", required: true, minimum: 0, maximum: 50 },
    { name: "count", kind: "number", required: false, step: 1, initial: "3" },
    { name: "unit", kind: "choice", choices: ["C", "F"], description: "of the target" },
    { name: "fast", kind: "switch", required: false },
    { name: "note", kind: "text", required: true },
    { name: "points", kind: "json" },
  ]);
  expect(fieldsOf(SCHEMA)?.[1]).not.toHaveProperty("minimum");
});

test("what is no object has no fields", () => {
  for (const schema of [undefined, true, { type: "array" }, { anyOf: [] }]) expect(fieldsOf(schema)).toBeUndefined();
});

test("a filled form is the arguments with their types; an empty field is left out", () => {
  const fields = fieldsOf(SCHEMA) ?? [];
  const text: Readonly<Record<string, string>> = {
    target: "21.5",
    count: "",
    unit: '"F"',
    fast: "true",
    note: "",
    points: "[1,2]",
  };
  expect(argsOf(fields, ({ name }) => text[name] ?? "")).toEqual({
    target: 21.5,
    unit: "F",
    fast: true,
    note: "",
    points: [1, 2],
  });
});

test("what a field does not take names the field", () => {
  const fields = fieldsOf(SCHEMA) ?? [];
  expect(() => argsOf(fields, ({ name }) => (name === "points" ? "[1," : ""))).toThrow(/^points: /);
  expect(() => argsOf(fields, ({ name }) => (name === "target" ? "warm" : ""))).toThrow("target: warm is not a number");
});

test("a box of JSON takes objects only", () => {
  expect(argsInBox(" ")).toBeUndefined();
  expect(argsInBox('{"a":1}')).toEqual({ a: 1 });
  for (const text of ["[1]", "7", "{"]) expect(() => argsInBox(text)).toThrow(FormError);
});

test("a refusal names commands", () => {
  expect(commandsNamedIn('unknown command "x"; heater knows: read, start-record')).toEqual(["read", "start-record"]);
  expect(commandsNamedIn('unknown command "x"; heater knows: none')).toEqual([]);
  expect(commandsNamedIn("nobody knows")).toEqual([]);
});
