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
  const check = new Command("check")
    .option("--json")
    .option("--type <type>")
    .option("-f, --from <file>")
    .option("--target <name>", "several", (value: string, before: readonly string[] = []) => [...before, value]);
  program.enablePositionalOptions().addCommand(check.action(async () => void (await action())));
  const code = await runProgram(program, argv, { stdout, stderr });
  return { code, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? "") };
}

const fail = (error: unknown) => () => {
  throw error;
};

test.each([
  [["--type", "a", "--type", "b"], '--type has two values, "a" and "b"'],
  [["--type=a", "--type="], '--type has two values, "a" and ""'],
  [["check", "--from", "a", "--from", "a", "-f", "b"], '--from has two values, "a" and "b"'],
])("%j: a flag with two values is refused", async (argv, message) => {
  expect(await run(fail(new Error("it was run")), argv)).toEqual({
    code: ExitCode.usage,
    stdout: "",
    stderr: `error: ${message}\n→ give it once\n`,
  });
});

test.each([
  [["--type", "a", "--type", "a"]],
  [["--verbose", "--verbose"]],
  [["check", "--target", "a", "--target", "b"]],
  // Each of the two commands is given it once.
  [["--type", "a", "check", "--type", "b"]],
])("%j: a flag that is repeated, or takes several values, is not refused", async (argv) => {
  expect(await run(() => {}, argv)).toEqual({ code: 0, stdout: "", stderr: "" });
});

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
  [["--tpye", "x"], "unknown option '--tpye' (Did you mean --type?)", "demo"],
  [["check", "a"], "too many arguments for 'check'. Expected 0 arguments but got 1.", "demo check"],
  [["--type"], "option '--type <type>' argument missing", "demo"],
  // Nothing of ours is wrong: no stack.
  [["--verbose", "--tpye"], "unknown option '--tpye' (Did you mean --type?)", "demo"],
])("%j is wrong usage: one line, and where to look", async (argv, message, command) => {
  const stderr = `error: ${message}\n→ what there is: ${command} --help\n`;
  expect(await run(() => {}, argv)).toEqual({ code: 2, stdout: "", stderr });
});

test("with --json, what is refused before it starts is a document; what starts prints its own", async () => {
  const refused = await run(() => {}, ["check", "a", "--json"]);
  const message = "too many arguments for 'check'. Expected 0 arguments but got 1.";
  expect(refused).toMatchObject({ code: 2, stderr: `error: ${message}\n→ what there is: demo check --help\n` });
  const error = { code: "usage", message, details: [], hint: "what there is: demo check --help", log: null };
  expect(JSON.parse(refused.stdout)).toEqual({ exitCode: 2, error });
  const started = await run(fail(new UserError("no", { exitCode: ExitCode.usage })), ["check", "--json"]);
  expect(started).toEqual({ code: 2, stdout: "", stderr: "error: no\n" });
});

test("help and version are results, not failures", async () => {
  expect(await run(() => {}, ["--version"])).toEqual({ code: 0, stdout: "1.2.3\n", stderr: "" });
  expect(await run(() => {}, ["--help"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Usage: demo"),
    stderr: "",
  });
});
