import { expect, test } from "vitest";
import { spaceProblems } from "./preflight.js";

test("room on the disk", () => {
  expect(spaceProblems(100, 100, "/x")).toEqual([]);
  expect(spaceProblems(99.9, 100, "/x")[0]?.message).toBe("/x has 99 MB left; about 100 MB are needed");
});
