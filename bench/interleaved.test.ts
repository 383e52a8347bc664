import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { measureInterleaved } from "./interleaved.js";

test("summarises each subject's counted runs, in relation to the first", () => {
  const rounds: number[] = [];
  const [base, other] = measureInterleaved(
    [
      { name: "nothing", args: () => ["-e", "0"] },
      {
        name: "a while",
        args: (round) => {
          rounds.push(round);
          return ["-e", "setTimeout(() => {}, 300)"];
        },
      },
    ],
    2,
    tmpdir(),
  );
  expect(rounds).toEqual([0, 1, 2]);
  expect(base).toMatchObject({ name: "nothing", runs: 2, ratio: 1 });
  expect(other).toMatchObject({ name: "a while", runs: 2 });
  expect(other?.min).toBeGreaterThanOrEqual(300);
  expect(other?.median).toBe(((other?.min ?? 0) + (other?.max ?? 0)) / 2);
});

test("a run that fails is no measurement", () => {
  const failing = { name: "failing", args: () => ["-e", "console.error('why'); process.exit(3)"] };
  expect(() => measureInterleaved([failing], 1, tmpdir())).toThrow(/failing ended with 3:\nwhy/);
});
