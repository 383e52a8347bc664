import { describe, expect, test } from "vitest";
import { nodeProblems, spaceProblems } from "./preflight.js";

describe("what a run needs", () => {
  test.each(["20.17.0", "20.20.2", "22.9.0", "23.0.0", "24.1.0"])("Node.js %s is fine", (version) => {
    expect(nodeProblems(version)).toEqual([]);
  });

  test.each(["18.20.4", "20.16.0", "21.7.0", "22.8.0"])("Node.js %s is not, and it says what is", (version) => {
    expect(nodeProblems(version)).toEqual([expect.objectContaining({ message: expect.stringContaining(">=22.9") })]);
  });

  test("room on the disk", () => {
    expect(spaceProblems(100, 100, "/x")).toEqual([]);
    expect(spaceProblems(99.9, 100, "/x")[0]?.message).toBe("/x has 99 MB left; about 100 MB are needed");
  });
});
