import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COOKIE } from "../../daemon/handshake.js";
import { parseHandshake } from "../../sdk/typescript/src/go-plugin/handshake.js";
import { EMPTY } from "../../sdk/typescript/src/go-plugin/rpc/service.js";
import { connectTo } from "../../sdk/typescript/src/go-plugin/transport/grpc-js/client.js";
import { pythonIsThere } from "./interpreter.js";
import { pluginSource, PythonPlugins } from "./plugins.js";
import { start } from "./start.js";

const COUNTER = pluginSource("counter");
/** Mistakes in plugin.py, with what the log says of them. */
const MISTAKES: ReadonlyArray<readonly [what: string, from: string, to: string, said: string]> = [
  [
    "the class",
    'Datasource(version="1.2.3", laniVersionConstraint=">= 1.0.0, < 2.0.0")',
    "Datasource",
    "not the class",
  ],
  [
    "no super().__init__",
    "    def StartRecord",
    "    def __init__(self, version, laniVersionConstraint):\n        self.quit = False\n\n    def StartRecord",
    "Datasource.__init__ must call super().__init__(version=version, laniVersionConstraint=laniVersionConstraint)",
  ],
  [
    "an npm range",
    ">= 1.0.0, < 2.0.0",
    "^1.0.0",
    'is not a Laniakea version constraint; write \\">= 1.0.0, < 2.0.0\\" instead',
  ],
  [
    "a missing module",
    "import itertools",
    "import no_such_driver",
    "in plugin.py, line 2: No module named 'no_such_driver'",
  ],
  [
    "no StartRecord",
    "def StartRecord",
    "def startRecord",
    "Datasource needs a method StartRecord(self, request, context)",
  ],
  ["no constraint", '">= 1.0.0, < 2.0.0"', "None", "a Laniakea version constraint is text"],
];

describe.runIf(pythonIsThere() && process.platform !== "win32")("a Python plugin under a host", () => {
  const plugins = new PythonPlugins();
  let counter = "";
  let unpaced = "";
  beforeAll(async () => {
    counter = await plugins.script("counter");
    unpaced = await plugins.script("unpaced");
  }, 300_000);
  afterAll(() => plugins.remove());

  it.each(MISTAKES)("says in one record what is wrong with its own code: %s", async (what, from, to, said) => {
    const name = `mistake_${MISTAKES.findIndex(([one]) => one === what)}`;
    const script = await plugins.script(name, COUNTER.replace(from, to));
    const failure = await start(script).then(
      () => "it started",
      (error: Error) => error.message,
    );
    expect(failure).toContain(said);
    const lines = failure.trim().split("\n");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      "@level": "error",
      error: expect.stringContaining("Traceback"),
    });
  });

  it("says that it never called Serve", async () => {
    const script = await plugins.script("unserved", COUNTER.replace('"__main__"', '"main"'));
    await expect(start(script)).rejects.toThrow(/^plugin\.py ended without a call of Serve\(\.\.\.\)\n$/);
  });

  it("has its socket where the host wants it, for the group that may connect", async () => {
    const folder = mkdtempSync(join(tmpdir(), "s-"));
    try {
      const env = { PLUGIN_UNIX_SOCKET_DIR: folder, PLUGIN_UNIX_SOCKET_GROUP: String(process.getgid?.()) };
      const { handshake, end } = await start(counter, env);
      const { address = "" } = parseHandshake(handshake) ?? {};
      expect(dirname(address)).toBe(folder);
      expect(statSync(address).mode & 0o777).toBe(0o660);
      await end();
      expect(existsSync(address)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("keeps its own folder private, wherever temporary files are", async () => {
    const deep = join(mkdtempSync(join(tmpdir(), "deep-")), "x".repeat(100));
    mkdirSync(deep);
    try {
      // Too long for a socket's path.
      const { handshake, end } = await start(counter, { TMPDIR: deep });
      const { address = "" } = parseHandshake(handshake) ?? {};
      expect(address.length).toBeLessThan(100);
      expect(statSync(dirname(address)).mode & 0o777).toBe(0o700);
      await end();
      expect(existsSync(dirname(address))).toBe(false);
    } finally {
      rmSync(dirname(deep), { recursive: true });
    }
  });

  it("answers a host that asks for multiplexing that it has none", async () => {
    const { handshake, end } = await start(counter, { PLUGIN_MULTIPLEX_GRPC: "true" });
    expect(handshake).toMatch(/^1\|1\|unix\|[^|]+\|grpc\|\|false$/);
    await end();
  });

  it("says which ports it cannot use", async () => {
    const impossible = start(unpaced, { PLUGIN_MIN_PORT: "20000", PLUGIN_MAX_PORT: "10000" });
    await expect(impossible).rejects.toThrow(
      "PLUGIN_MIN_PORT value of 20000 is greater than PLUGIN_MAX_PORT value of 10000",
    );
  });

  it("ends with its host while its code still loads, although its parent process still runs", async () => {
    const hangs = await plugins.script("hangs", 'import time\nprint("loading")\ntime.sleep(3600)\n');
    const env = { ...process.env, [COOKIE.key]: COOKIE.value };
    const child = spawn(hangs, { env, stdio: ["ignore", "pipe", "pipe"] });
    const exited = once(child, "exit");
    await once(child.stderr, "data");
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await exited).toEqual([1, null]);
  });

  it("ends within 10 s of its host's last connection, although its parent process still runs", async () => {
    const { child, handshake } = await start(counter);
    const parsed = parseHandshake(handshake);
    if (parsed === undefined) throw new Error(handshake);
    const exited = once(child, "exit");
    const host = connectTo(parsed);
    // What a go-plugin host opens at once, and keeps as long as its connection.
    const stdio = host.serverStream("plugin.GRPCStdio", "StreamStdio", EMPTY);
    const cut = expect(stdio[Symbol.asyncIterator]().next()).rejects.toThrow();
    await host.unary("proto.Datasource", "GetVersion", EMPTY);
    stdio.cancel();
    host.close();
    await cut;
    const since = performance.now();
    expect(await exited).toEqual([0, null]);
    expect(performance.now() - since).toBeGreaterThan(4_000);
    expect(performance.now() - since).toBeLessThan(10_000);
  });

  it("says that what is left to atexit is cut off, and where it belongs", async () => {
    const source = COUNTER.replace("import itertools", "import atexit\nimport itertools\nimport time").replace(
      'if __name__ == "__main__":',
      'if __name__ == "__main__":\n    atexit.register(time.sleep, 0.6)',
    );
    const { child, end } = await start(await plugins.script("atexit_work", source));
    let log = "";
    child.stderr?.on("data", (chunk) => {
      log += chunk;
    });
    await end();
    expect(log).toMatch(/is ended after 0\.2 s: what has to be done at the end belongs in Stop/);
    expect(child.exitCode).toBe(0);
  });

  it("starts, works and ends under a host that does not read its stderr", { timeout: 60_000 }, async () => {
    const source = COUNTER.replace(
      "import itertools",
      [
        "import itertools, sys",
        'sys.stderr.reconfigure(errors="replace")',
        'for _ in range(1000): print("x" * 1000, file=sys.stderr)',
        'for _ in range(1000): print("x" * 1000)',
      ].join("\n"),
    );
    const child = spawn(await plugins.script("unread", source), {
      env: { ...process.env, [COOKIE.key]: COOKIE.value, PLUGIN_PROTOCOL_VERSIONS: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exited = once(child, "exit");
    await once(child.stdout, "data");
    const since = performance.now();
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    expect(performance.now() - since).toBeLessThan(4_000);
    child.stderr.destroy();
  });
});
