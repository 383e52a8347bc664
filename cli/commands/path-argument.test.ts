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
  const { exitCode, said } = await run(argv);
  expect(said).toContain(`no path on Windows has a quotation mark in it: ${STRAY}; leave out the backslash before`);
  expect(exitCode).toBe(ExitCode.usage);
});

test.each([
  [["register", "--laniakea-dir", ""], "--laniakea-dir: the folder is empty; give a path"],
  [["register", "--laniakea-dir="], "--laniakea-dir: the folder is empty; give a path"],
  [["register", "--config", ""], "--config: the file is empty; give a path"],
  [["register", ""], "PROJECT: the folder is empty; give a path"],
  [["unregister", "--laniakea-dir", "", "x"], "--laniakea-dir: the folder is empty; give a path"],
  [["unregister", ""], "NAME: the name is empty; give a plugin's name"],
  [["doctor", "--config="], "--config: the file is empty; give a path"],
  [["build", ""], "PROJECT: the folder is empty; give a path"],
  [["dev", ""], "PROJECT: the folder is empty; give a path"],
  [["check", ""], "EXE: the executable is empty; give a path"],
])("what a variable that is not set leaves is no path of this folder: %j", async (argv, message) => {
  const { exitCode, said } = await run(argv);
  expect(said).toBe(`error: ${message}\n`);
  expect(exitCode).toBe(ExitCode.usage);
});

test("every argument and every path of every command is checked", () => {
  for (const command of commands()) {
    const paths = command.options.filter(({ flags }) => /<(dir|file)>/.test(flags));
    for (const { parseArg } of [...paths, ...command.registeredArguments]) {
      expect(() => parseArg?.("", undefined)).toThrow("is empty; give");
    }
  }
});

async function run(argv: readonly string[]): Promise<{ exitCode: number; said: string }> {
  const program = new Command("laniakea-plugin");
  for (const command of commands()) program.addCommand(command);
  let said = "";
  const stderr = { write: (text: string) => (said += text) } as unknown as NodeJS.WritableStream;
  const exitCode = await runProgram(program, argv, { stdout: process.stdout, stderr });
  return { exitCode, said };
}
