import { PassThrough } from "node:stream";
import { Command } from "commander";
import { expect, test } from "vitest";
import { ExitCode, Interrupted, UserError } from "./errors.js";
import { runProgram } from "./run.js";

async function run(action: () => unknown, argv: readonly string[] = []) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const program = new Command("demo")
    .version("1.2.3")
    .option("--verbose")
    .option("--type <type>")
    .action(async () => void (await action()));
  program.addCommand(new Command("check").action(async () => void (await action())));
  const code = await runProgram(program, argv, { stdout, stderr });
  return { code, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

const fail = (error: unknown) => () => {
  throw error;
};

test("what ends well is 0 and silent", async () => {
  expect(await run(() => {})).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("a user's failure is its message, its details, what to do next, and its code", async () => {
  const error = new UserError("npm install failed", {
    exitCode: ExitCode.buildFailed,
    details: ["E404"],
    hint: "run npm install",
  });
  expect(await run(fail(error))).toEqual({
    code: 5,
    stdout: "",
    stderr: "error: npm install failed\n  E404\n→ run npm install\n",
  });
});

test("where all output of a failed child is, is said before what to do", async () => {
  const error = new UserError("npm install failed", {
    exitCode: ExitCode.buildFailed,
    details: ["E404"],
    log: "/cache/install.log",
    hint: "run npm install",
  });
  const { stderr } = await run(fail(error));
  expect(stderr).toBe("error: npm install failed\n  E404\n  all output: /cache/install.log\n→ run npm install\n");
});

test("an interrupt is 130", async () => {
  expect(await run(fail(new Interrupted()))).toMatchObject({ code: 130, stderr: "interrupted\n" });
});

test("a bug of ours is 1, with a stack only when it is asked for", async () => {
  const short = await run(fail(new TypeError("x is not a function")));
  expect(short).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("internal error: x is not a function\n→ this is a bug"),
  });
  expect(short.stderr).not.toContain("at ");
  expect(short.stderr.trimEnd().split("\n")).toHaveLength(2);
  const { version, platform, arch } = process;
  expect(short.stderr).toContain(`"demo 1.2.3, Node.js ${version}, ${platform} ${arch}"`);
  const long = await run(fail(new TypeError("x")), ["check", "--verbose"]);
  expect(long.stderr).toMatch(/internal error: TypeError: x\n +at /);
  expect(long.stderr).toContain('"demo 1.2.3, Node.js ');
});

test.each([
  [["--tpye", "x"], "demo: unknown option '--tpye' (Did you mean --type?)\n"],
  [["check", "a"], "check: too many arguments for 'check'. Expected 0 arguments but got 1.\n"],
  [["--type"], "demo: option '--type <type>' argument missing\n"],
])("%j is wrong usage, in one line", async (argv, stderr) => {
  expect(await run(() => {}, argv)).toEqual({ code: 2, stdout: "", stderr });
});

test("help and version are results, not failures", async () => {
  expect(await run(() => {}, ["--version"])).toEqual({ code: 0, stdout: "1.2.3\n", stderr: "" });
  expect(await run(() => {}, ["--help"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Usage: demo"),
    stderr: "",
  });
});
