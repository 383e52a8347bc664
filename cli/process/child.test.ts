import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { Interrupted } from "../run/errors.js";
import { ChildFailed, runChild } from "./child.js";

const cwd = mkdtempSync(join(tmpdir(), "child-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const node = (
  code: string,
  options: { signal?: AbortSignal; onLine?: (line: string) => void; env?: Record<string, string | undefined> } = {},
) => runChild(process.execPath, ["-e", code], { cwd, signal: new AbortController().signal, ...options });

test("shows each line as it comes, and gives back stdout", async () => {
  const lines: string[] = [];
  const code = "console.log('one'); console.error('two'); console.log('three')";
  const { stdout } = await node(code, { onLine: (line) => lines.push(line) });
  expect(stdout).toBe("one\nthree");
  expect(lines.toSorted()).toEqual(["one", "three", "two"]);
});

test("a failure keeps the exit code and the last lines", async () => {
  const failing = node("for (let i = 0; i < 50; i++) console.log('line', i); process.exitCode = 3");
  await expect(failing).rejects.toBeInstanceOf(ChildFailed);
  await expect(failing).rejects.toMatchObject({ exitCode: 3, notFound: false });
  const { lastLines } = (await failing.catch((error: unknown) => error)) as ChildFailed;
  expect(lastLines).toHaveLength(20);
  expect(lastLines.at(-1)).toBe("line 49");
});

test.each(["stdout", "stderr"])(
  "what is printed on %s without a newline is bounded, and so is the error",
  async (stream) => {
    const code = `
    const megabyte = "a".repeat(2 ** 20);
    const print = (left) => (left === 0 ? process.exit(3) : process.${stream}.write(megabyte, () => print(left - 1)));
    print(40);`;
    let longest = 0;
    const failing = node(code, { onLine: (line) => (longest = Math.max(longest, line.length)) });
    const failure = (await failing.catch((error: unknown) => error)) as ChildFailed;
    expect(failure).toMatchObject({ exitCode: 3 });
    expect(longest).toBeLessThanOrEqual(2 ** 16);
    expect(failure.output.join("").length).toBeLessThan(10 * 2 ** 20);
    expect(failure.output[0]).toMatch(/^… \[\d+ lines cut\]$/);
    expect(failure.lastLines.join("").length).toBeLessThan(20_000);
  },
);

test("a program that is not there is told apart", async () => {
  const missing = runChild("no-such-program", [], { cwd, signal: new AbortController().signal });
  await expect(missing).rejects.toMatchObject({ notFound: true, message: "no-such-program: not found on the PATH" });
});

test("the environment is added to; undefined takes away", async () => {
  const { stdout } = await node("console.log(process.env.ADDED, process.env.PATH === undefined)", {
    env: { ADDED: "yes", PATH: undefined },
  });
  expect(stdout).toBe("yes true");
});

describe.skipIf(process.platform === "win32")("an abort", () => {
  test("ends the child and what it has started, and throws the reason", async () => {
    const interrupt = new AbortController();
    const pids: number[] = [];
    const code = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
      console.log(process.pid); console.log(child.pid); setInterval(() => {}, 1000);`;
    const running = node(code, {
      signal: interrupt.signal,
      onLine: (line) => {
        if (pids.push(Number(line)) === 2) interrupt.abort(new Interrupted());
      },
    });
    await expect(running).rejects.toBeInstanceOf(Interrupted);
    for (const pid of pids) await expect(gone(pid)).resolves.toBe(true);
  });

  test("does not wait for what has left the group and holds the output", async () => {
    const interrupt = new AbortController();
    const pids: number[] = [];
    const code = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "inherit" });
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const running = node(code, {
      signal: interrupt.signal,
      onLine: (line) => {
        pids.push(Number(line));
        interrupt.abort(new Interrupted());
      },
    });
    await expect(running).rejects.toBeInstanceOf(Interrupted);
    for (const pid of pids) expect(process.kill(pid, "SIGKILL")).toBe(true);
  }, 20_000);

  test("on Windows ends the child and what it has started with taskkill", async () => {
    const [folder, said] = [join(cwd, "System32"), join(cwd, "taskkill-said")];
    mkdirSync(folder);
    const script = `#!/bin/sh\necho "$@" > '${said}'\nkill -KILL $(cat /proc/$2/task/$2/children) $2\n`;
    writeFileSync(join(folder, "taskkill.exe"), script, { mode: 0o755 });
    vi.stubEnv("SystemRoot", cwd);
    const interrupt = new AbortController();
    const pids: number[] = [];
    const code = `
      const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      console.log(process.pid); console.log(child.pid); setInterval(() => {}, 1000);`;
    const onLine = (line: string) => {
      if (pids.push(Number(line)) === 2) interrupt.abort(new Interrupted());
    };
    const running = runChild(process.execPath, ["-e", code], { cwd, signal: interrupt.signal, onLine }, "win32");
    await expect(running).rejects.toBeInstanceOf(Interrupted);
    expect(readFileSync(said, "utf8")).toBe(`/PID ${pids[0]} /T /F\n`);
    for (const pid of pids) await expect(gone(pid)).resolves.toBe(true);
    vi.unstubAllEnvs();
  }, 20_000);

  test("before the start starts nothing", async () => {
    const marker = join(cwd, "started");
    await expect(
      node(`require("node:fs").writeFileSync(${JSON.stringify(marker)}, "")`, {
        signal: AbortSignal.abort(new Interrupted()),
      }),
    ).rejects.toThrow();
    expect(() => readFileSync(marker)).toThrow("ENOENT");
  });
});

/** A process that was killed stays visible until somebody has read how it ended. */
async function gone(pid: number): Promise<boolean> {
  for (;;) {
    try {
      process.kill(pid, 0);
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      if (stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z")) return true;
    } catch {
      return true;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
