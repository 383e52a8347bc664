import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { ExitCode } from "../run/errors.js";
import { runProgram } from "../run/run.js";
import { commands } from "./commands.js";

afterEach(() => vi.unstubAllGlobals());

/** What Windows hands on of `"C:\lab dir\"` and of what comes after it. */
const STRAY = 'C:\\lab dir" --json';

test.each([
  ["register", "--laniakea-dir", STRAY],
  ["unregister", "--config", STRAY],
  ["doctor", "--laniakea-dir", STRAY],
  ["build", STRAY],
  ["check", STRAY],
  ["dev", STRAY],
  ["register", STRAY],
])("on Windows a path with a quote is a mistake that says what to do: %s %s", async (...argv) => {
  vi.stubGlobal("process", Object.create(process, { platform: { value: "win32" } }));
  const program = new Command("laniakea-plugin");
  for (const command of commands()) program.addCommand(command);
  let said = "";
  const stderr = { write: (text: string) => (said += text) } as unknown as NodeJS.WritableStream;
  const exitCode = await runProgram(program, argv, { stdout: process.stdout, stderr });
  expect(said).toContain(`no path on Windows has a quotation mark in it: ${STRAY}; leave out the backslash before`);
  expect(exitCode).toBe(ExitCode.usage);
});
