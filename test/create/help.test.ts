import { expect, test } from "vitest";
import { helpText } from "../../generators/cli/program.js";
import { ROOT, run } from "./support/cli.js";
import { Terminal } from "./support/terminal.js";

test.each(["--help", "-h", "help"])(
  "%s prints what the tables say, for 80 columns where there is no terminal",
  async (word) => {
    expect(await run([word], { cwd: ROOT })).toEqual({ code: 0, stdout: await helpText(80), stderr: "" });
  },
);

test.each([
  { columns: 200, width: 120 },
  { columns: 100, width: 80 },
  { columns: 60, width: 60 },
])("a terminal of $columns columns gets it laid out for $width", async ({ columns, width }) => {
  const terminal = new Terminal(["--help"], { cwd: ROOT }, columns);
  // What is last may be lost with the terminal, when the machine is busy.
  const beginning = (await helpText(width)).slice(0, 2000);
  await terminal.shows(beginning.replaceAll("\n", "\r\n"));
  expect(await terminal.ended()).toBe(0);
});

test("it fits where a terminal is wide enough for the flags", async () => {
  for (const columns of [120, 80]) {
    const lines = (await helpText(columns)).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  }
});
