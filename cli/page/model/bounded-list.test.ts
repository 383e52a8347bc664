import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedList } from "./bounded-list.js";

test("it is the end of what has come, whatever has come", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.nat(6_000),
      (most, count, total) => {
        const list = new BoundedList<number>(most);
        const all = Array.from({ length: count }, (_, index) => index);
        for (const item of all) list.push(item);
        expect(list.newest()).toEqual(all.slice(-most));
        expect(list.since(total)).toEqual(all.slice(Math.max(total, count - most)));
        expect(list.total).toBe(count);
      },
    ),
    { numRuns: 30 },
  );
});

test("weight bounds it, too, and the newest stays however heavy it is", () => {
  const list = new BoundedList<string>(10, 6, ({ length }) => length);
  for (const item of ["aa", "bb", "cc", "dd"]) list.push(item);
  expect(list.newest()).toEqual(["bb", "cc", "dd"]);
  list.push("much too long");
  expect(list.newest()).toEqual(["much too long"]);
});

test("what has gone takes no memory", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const list = new BoundedList<object>(10);
  const refs = Array.from({ length: 30 }, () => {
    const item = {};
    list.push(item);
    return new WeakRef(item);
  });
  // A reference that was made just now holds what it refers to until the next turn.
  await setImmediate();
  collect();
  expect(refs.map((ref) => ref.deref() !== undefined)).toEqual(refs.map((_, index) => index >= 20));
  expect(list.length).toBe(10);
});
