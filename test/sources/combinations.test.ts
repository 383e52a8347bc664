import { expect, test } from "vitest";
import { ALL, type Combination, PAIRS } from "./combinations.js";

const KEYS = ["language", "source", "type"] as const;

test("any two of language, source and type meet in what each run makes", () => {
  const meetings = (combinations: readonly Combination[]) =>
    new Set(
      combinations.flatMap((each) =>
        KEYS.flatMap((a) => KEYS.filter((b) => b > a).map((b) => `${each[a]} ${each[b]}`)),
      ),
    );
  expect(ALL.length).toBe(3 * 6 * 2);
  expect(meetings(PAIRS)).toEqual(meetings(ALL));
  expect(PAIRS.length).toBeLessThan(ALL.length);
});
