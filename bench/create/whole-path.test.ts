import { expect, test } from "vitest";
import { stepsOf } from "./whole-path.js";

test("the steps of a run, from the lines that a person is shown", () => {
  const lines = [
    { text: "npm warn something", at: 10 },
    { text: "Installing dependencies …", at: 100 },
    { text: "✔ Installing dependencies (2 s)", at: 2100 },
    { text: "Checking types …", at: 2110 },
    { text: "✔ Checking types", at: 2210 },
  ];
  expect(stepsOf(lines)).toEqual([
    { title: "Installing dependencies", ms: 2000 },
    { title: "Checking types", ms: 100 },
  ]);
});
