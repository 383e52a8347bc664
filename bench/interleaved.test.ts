import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { measureInterleaved, ratioOver } from "./interleaved.js";

test("each subject's counted runs; a slow one takes part in the first rounds only", () => {
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
        atMost: 1,
      },
    ],
    2,
    tmpdir(),
  );
  expect(rounds).toEqual([0, 1]);
  expect([base?.name, base?.ms.length]).toEqual(["nothing", 2]);
  expect([other?.name, other?.ms.length]).toEqual(["a while", 1]);
  expect(other?.ms[0]).toBeGreaterThanOrEqual(300);
});

test("a run that fails is no measurement", () => {
  const failing = { name: "failing", args: () => ["-e", "console.error('why'); process.exit(3)"] };
  expect(measureInterleaved([failing], 1, tmpdir())).toEqual([
    { name: "failing", ms: [], failure: "failing ended with 3:\nwhy\n" },
  ]);
});

test("a run that says nothing of what it should have done is none either", () => {
  const verify = (_: number, stdout: string) => {
    if (stdout !== "done\n") throw new Error(`it said ${JSON.stringify(stdout)}`);
  };
  const subject = (text: string) => ({ name: text, args: () => ["-e", `console.log("${text}")`], verify });
  const [done, idle] = measureInterleaved([subject("done"), subject("idle")], 1, tmpdir());
  expect(done?.ms).toHaveLength(1);
  expect(idle).toMatchObject({ ms: [], failure: 'it said "idle\\n"' });
});

test("ratios are those of the rounds, not of the medians", () => {
  const ratios = ratioOver({ name: "a", ms: [10, 60, 40] }, { name: "b", ms: [10, 20, 40, 1] });
  expect(ratios).toEqual({ min: 1, median: 1, max: 3 });
});
