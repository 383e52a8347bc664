import { expect, test } from "vitest";
import { spaceObstacles } from "./preflight.js";

test("room on the disk", () => {
  expect(spaceObstacles(100, 100, "/x")).toEqual([]);
  expect(spaceObstacles(99.9, 100, "/x")[0]?.message).toBe("/x has 99 MB left; about 100 MB are needed");
});
