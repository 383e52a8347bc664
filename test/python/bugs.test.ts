import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { json, text } from "../../sdk/typescript/src/index.js";
import { launch } from "../../sdk/typescript/src/testing/launch.js";
import { framesOf, hostProgram, logOf, runHost, type Step } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { failed, numbersOf, stepOf } from "../hosts/host-steps.js";
import { isAlive, untilGone } from "../process-alive.js";
import { pythonIsThere } from "./interpreter.js";
import { pluginSource, PythonPlugins } from "./plugins.js";
import { type BuiltProject, builtProject, pythonEnv, renderPython } from "./project.js";
import { start, type Started } from "./start.js";

/** ms: go-plugin's Kill would wait 2 s for a plugin that does not go. */
const GRACEFUL = 1_500;
const PLUGINS = ["counter", "commands", "broken_sensor", "chatty", "unpaced"] as const;

/** The listings of the plugin guide, to the letter. */
const GUIDE_DATASOURCE = pluginSource("guide_datasource");
const GUIDE_CONTROLLER = pluginSource("guide_controller");
/** What Python itself refuses in them, put right, and nothing else. */
const CORRECTED_DATASOURCE = `pluginName = "test-plugin"\n${GUIDE_DATASOURCE}`;
const CORRECTED_CONTROLLER = GUIDE_CONTROLLER.replaceAll("super(Datasource, self)", "super(Controller, self)");
/** What the guide sends: lanicli plugin-command test-ctrl-plugin --command='…' --frametype="application/json". */
const LANICLI_COMMAND = '{ "command": "start-record" }';

const errorsOf = (steps: readonly Step[]) => failed(steps).map(({ error }) => error);
const messages = (steps: readonly Step[]) => logOf(steps).map(({ message }) => message);

// Each of these was wrong in the Python SDK 1.0.15 or in the guide, by the number that it has in the project's list of them.
describe.runIf(goIsThere() && pythonIsThere() && process.platform !== "win32")("a Python plugin has no", () => {
  const plugins = new PythonPlugins();
  const scripts = new Map<string, string>();
  const script = (name: string) => scripts.get(name) ?? "";
  const datasource = (name: string, ...steps: string[]) =>
    runHost({ type: "datasource", steps: ["launch", ...steps] }, script(name));
  const controller = (name: string, ...steps: string[]) =>
    runHost({ type: "controller", steps: ["launch", ...steps] }, script(name));
  let python = "";
  let built: BuiltProject;

  beforeAll(async () => {
    python = await pythonEnv();
    for (const name of PLUGINS) scripts.set(name, await plugins.script(name));
    scripts.set("guide", await plugins.script("guide", CORRECTED_DATASOURCE));
    scripts.set("guide_ctrl", await plugins.script("guide_ctrl", CORRECTED_CONTROLLER));
    scripts.set("pasted", await plugins.script("pasted", GUIDE_DATASOURCE));
    scripts.set("pasted_ctrl", await plugins.script("pasted_ctrl", GUIDE_CONTROLLER));
    built = await builtProject();
    await hostProgram();
  }, 600_000);
  afterAll(() => plugins.remove());

  /** Runs Python code with the SDK at hand. */
  const inPython = (code: string) => execa(python, ["-c", code]);

  it("bug 1: the SDK's generated code is imported", async () => {
    const code = "from laniakea_plugin_sdk.proto import plugin_pb2_grpc as p; print(p.DatasourceStub.__module__)";
    expect((await inPython(code)).stdout).toBe("laniakea_plugin_sdk.proto.plugin_pb2_grpc");
  });

  it("bug 2: a plugin is constructed with a packaging that has no LegacyVersion", async () => {
    const { stdout } = await inPython(`
import packaging.version
from laniakea_plugin_sdk.controller import ControllerBase
from laniakea_plugin_sdk.datasource import DatasourceBase
assert not hasattr(packaging.version, "LegacyVersion")
for base in (DatasourceBase, ControllerBase):
    plugin = base(version="1.0.0", laniVersionConstraint="0.2.0")
    print(plugin.version, plugin.laniVersionConstraint)`);
    expect(stdout).toBe("1.0.0 0.2.0\n1.0.0 0.2.0");
  });

  it("bug 3: everything that is imported is declared, and locked with its hashes", async () => {
    const files = renderPython({});
    const project = files.get("pyproject.toml")?.toString() ?? "";
    const lock = files.get("requirements.lock")?.toString() ?? "";
    const imported = await inPython(`
import ast, importlib.metadata, json, pathlib, re
import laniakea_plugin_sdk
distributions = {
    file.parts[0].removesuffix(".py"): distribution.metadata["Name"]
    for distribution in importlib.metadata.distributions()
    for file in distribution.files or ()
}
names = set()
for file in pathlib.Path(laniakea_plugin_sdk.__file__).parent.rglob("*.py"):
    for node in ast.walk(ast.parse(pathlib.Path(file).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module)
own = "laniakea-plugin-sdk"
tops = {name.split(".")[0] for name in names}
needed = {distributions[top] for top in tops if top in distributions} - {own}
declared = {re.match("[A-Za-z0-9-]+", line)[0] for line in importlib.metadata.requires(own)}
print(json.dumps([sorted(needed), sorted(declared), importlib.metadata.version(own)]))`);
    const [needed, declared, version] = JSON.parse(imported.stdout) as [string[], string[], string];
    expect(needed).toEqual(["grpcio", "grpcio-health-checking", "protobuf"]);
    expect(declared).toEqual(needed);
    expect(project).toContain(`dependencies = [\n  "laniakea-plugin-sdk==${version}",\n]`);
    for (const name of needed) expect(lock).toMatch(new RegExp(`^${name}==.*\\n +--hash=sha256:`, "m"));
    const pins = [...project.matchAll(/^ {2}"([a-z0-9-]+==[^"]+)",$/gm)].map(([, pin]) => pin);
    expect(pins).toContainEqual(expect.stringMatching(/^pyinstaller==/));
    for (const pin of pins)
      expect(lock).toMatch(new RegExp(`^${pin?.replace(/[.+]/g, "\\$&")} .*\\n +--hash=sha256:`, "m"));
    expect(lock).not.toMatch(/https?:/);
  });

  it("bug 4: a bare version means exactly that one, and operators and bounds are understood", async () => {
    const push = async (name: string, version: string) =>
      (await datasource(name, `push-version:${version}`, "kill"))[1];
    expect(await push("guide", "0.2.0")).toMatchObject({ ok: true });
    expect((await push("guide", "0.3.0"))?.error).toContain("have 0.3.0, need 0.2.0");
    expect(await push("counter", "1.5.0")).toMatchObject({ ok: true });
    expect((await push("counter", "2.0.0"))?.error).toContain("have 2.0.0, need >= 1.0.0, < 2.0.0");
    const { stdout } = await inPython(`
from laniakea_plugin_sdk.datasource import DatasourceBase
try:
    DatasourceBase(version="1.0.0", laniVersionConstraint="^1.0.0")
except ValueError as error:
    print(error)`);
    expect(stdout).toBe('"^1.0.0" is not a Laniakea version constraint; write ">= 1.0.0, < 2.0.0" instead');
  });

  it("bug 5: started by hand it explains itself and ends", async () => {
    for (const executable of [script("counter"), built.executable]) {
      const { exitCode, stdout, stderr } = await execa(executable, { reject: false, timeout: 20_000 });
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
      expect(stderr).toBe(
        "This binary is a plugin. These are not meant to be executed directly.\n" +
          "Please execute the program that consumes these plugins, which will\n" +
          "load any plugins automatically\n" +
          "To try it without the daemon, run `make dev` in its project.",
      );
    }
  });

  it("bug 6: its port is in the host's range, and no other plugin's", async () => {
    const [min, max] = await freePorts();
    const range = { PLUGIN_MIN_PORT: String(min), PLUGIN_MAX_PORT: String(max) };
    const started: Started[] = [];
    try {
      for (let i = 0; i < 3; i++) started.push(await start(script("unpaced"), range));
      const ports = started.map(({ handshake }) =>
        Number(/^1\|1\|tcp\|127\.0\.0\.1:(\d+)\|grpc\|$/.exec(handshake)?.[1]),
      );
      expect(ports.sort()).toEqual([min, min + 1, max]);
      // The whole range is taken: one more must not share.
      await expect(start(script("unpaced"), range)).rejects.toThrow(
        "no port between PLUGIN_MIN_PORT and PLUGIN_MAX_PORT is free",
      );
    } finally {
      await Promise.all(started.map(({ end }) => end()));
    }
  });

  it.runIf(process.platform === "linux")("bug 7: it takes next to no CPU while it waits", async () => {
    const plugin = await launch(script("guide"));
    try {
      const { pid } = plugin.process;
      await plugin.pushVersion("0.2.0");
      // From one frame to another, two seconds later: a busy loop takes all of that, or its share on a busy machine.
      const frames = plugin.startRecord()[Symbol.asyncIterator]();
      await frames.next();
      const [since, before] = [performance.now(), cpuMs(pid)];
      await frames.next();
      await frames.next();
      expect((cpuMs(pid) - before) / (performance.now() - since)).toBeLessThan(0.08);
    } finally {
      await plugin.close();
    }
  });

  it("bug 8: SIGTERM ends it", async () => {
    for (const executable of [script("counter"), built.executable]) {
      const { child } = await start(executable);
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      expect(await exited).toEqual([0, null]);
    }
  });

  it("bug 9: it ends when it is asked to, and what it prints is in the host's log", async () => {
    const steps = await datasource("chatty", "start-record", "end", "kill");
    expect(failed(steps)).toEqual([]);
    expect(stepOf(steps, "kill")).toMatchObject({ value: { graceful: true, exitCode: 0, status: "exit status 0" } });
    expect(stepOf(steps, "kill")?.ms).toBeLessThan(GRACEFUL);
    expect(messages(steps)).toEqual(expect.arrayContaining(["serving", "recording"]));
    expect(messages(steps).filter((message) => message.includes("stdio"))).not.toContainEqual(
      expect.stringMatching(/unimplemented|not supported/i),
    );
  });

  it("bug 10: the guide's datasource records again after StopRecord", async () => {
    const cycle = ["start-record", "frames:1", "stop-record", "end"];
    const steps = await datasource("guide", "push-version:0.2.0", ...cycle, ...cycle, ...cycle, "kill");
    expect(failed(steps)).toEqual([]);
    expect(framesOf(steps).length).toBeGreaterThanOrEqual(3);
  });

  it("bug 11: the guide's StopRecord is answered when its stream has ended", async () => {
    const steps = await datasource("guide", "start-record", "frames:1", "pause:100", "stop-record", "kill");
    expect(failed(steps)).toEqual([]);
    const { endedAfterAnswerMs, framesAfterAnswer } = numbersOf(steps, "stop-record");
    expect(framesAfterAnswer).toBe(0);
    // Two goroutines of the host may see the end and the answer in the other order.
    expect(endedAfterAnswerMs).toBeLessThan(40);
    // It waited for time.sleep(1), and had not to give up.
    expect(stepOf(steps, "stop-record")?.ms).toBeGreaterThan(500);
    expect(messages(steps)).not.toContainEqual(expect.stringContaining("still runs"));
  });

  it("bug 12: open streams do not keep Stop waiting", async () => {
    const names = Array.from({ length: 15 }, (_, i) => `s${i}`);
    const steps = await controller(
      "guide_ctrl",
      ...names.map((name) => `command@${name}:${LANICLI_COMMAND}`),
      ...names.map((name) => `frames@${name}:1`),
      "get-version",
      "stop",
      ...names.map((name) => `end@${name}`),
      "kill",
    );
    expect(failed(steps)).toEqual([]);
  });

  it("bug 13: each stream ends alone, and one that the caller leaves ends too", async () => {
    const source = pluginSource("commands").replace(
      'if command == "start-record":',
      `if command == "quit-after":
            yield {"n": 0}
            self.quit = True
            yield {"n": 1, "quit": self.quit}
        elif command == "watch":
            try:
                while not self.quit:
                    yield {"n": 0}
                    self.wait(0.05)
            finally:
                print("the watch ended", self.quit, context.is_active())
        elif command == "start-record":`,
    );
    const lines: string[] = [];
    const plugin = await launch(await plugins.script("alone", source), { onStderr: (line) => lines.push(line) });
    try {
      const other = plugin.command({ command: "start-record" })[Symbol.asyncIterator]();
      await other.next();
      const watch = plugin.command({ command: "watch" });
      await watch.started;
      watch.cancel();
      await expect.poll(() => lines.join("\n"), { timeout: 10_000 }).toContain("the watch ended True False");
      const quitting = await plugin.command({ command: "quit-after" }).all();
      expect(quitting.map((frame) => frame.json())).toEqual([{ n: 0 }, { n: 1, quit: true }]);
      for (let i = 0; i < 3; i++) expect(await other.next()).toMatchObject({ done: false });
      await plugin.stop();
    } finally {
      await plugin.close();
    }
  });

  it("bug 14: the guide's controller, its super() put right, answers PushVersion and lanicli's command", async () => {
    const steps = await controller(
      "guide_ctrl",
      "push-version:0.2.0",
      "get-version",
      `command:${LANICLI_COMMAND}`,
      "frames:2",
      "stop",
      "end",
      "kill",
    );
    expect(failed(steps)).toEqual([]);
    expect(stepOf(steps, "get-version")?.value).toBe("1.0.0");
    for (const frame of framesOf(steps)) {
      expect(frame).toMatchObject({ source: "test-ctrl-pyplugin", type: "application/json" });
      expect(frame.payload).toMatch(/^[a-z]{10}$/);
    }
    // As the guide has it, Python refuses it, and the operator reads why.
    const pasted = await controller("pasted_ctrl", "push-version:0.2.0", "kill");
    expect(errorsOf(pasted)).toEqual(["rpc error: code = Unknown desc = name 'Datasource' is not defined"]);
  });

  it("bug 15: the guide's controller says what is wrong with a command", async () => {
    const plugin = await launch(script("guide_ctrl"));
    try {
      const refusal = (request: Parameters<typeof plugin.command>[0]) =>
        plugin.command(request).started.then(
          () => "accepted",
          (error: unknown) => (error as { code: string; rawMessage: string }).code + ": " + (error as Error).message,
        );
      const refusals = [
        await refusal({ command: "dance" }),
        await refusal(text("start-record")),
        await refusal(Object.assign(json({}), { payload: Buffer.from("{ command: start-record }") })),
        await refusal(json({ cmd: "start-record" })),
        await refusal(json(["start-record"])),
      ];
      expect(refusals).toEqual([
        expect.stringMatching(
          /^INVALID_ARGUMENT: .*the plugin knows no command \{"command":"dance"\}: it gave no answer$/,
        ),
        expect.stringMatching(
          /^INVALID_ARGUMENT: .*no answer to a frame of type "text\/plain"; send a frame of type application\/json, such as \{"command": "NAME"\}$/,
        ),
        expect.stringMatching(/^INVALID_ARGUMENT: .*the command is not JSON: .*got \{ command: start-record \}$/),
        expect.stringMatching(/^INVALID_ARGUMENT: .*the command lacks "command"; got \{"cmd":"start-record"\}$/),
        expect.stringMatching(/^INVALID_ARGUMENT: .*a command is a JSON object, such as .*; got \["start-record"\]$/),
      ]);
    } finally {
      await plugin.close();
    }
  });

  it("bug 16: the first frame that the host hands on is the first reading", async () => {
    const steps = await datasource("counter", "start-record", "frames:2", "kill");
    expect(framesOf(steps).map(({ payload }) => JSON.parse(payload).n)).toEqual([0, 1]);
  });

  it("bug 17: the operator reads the message of an error, and nothing else", async () => {
    const steps = await datasource("broken_sensor", "start-record", "kill");
    expect(errorsOf(steps)).toEqual(["rpc error: code = Unknown desc = no sensor at /dev/ttyUSB0"]);
  });

  it("bug 18: the project's own words build the executable that its entry names", () => {
    // Nothing but its command and the result, although the build of this test shows PyInstaller's warnings, too.
    expect(built.output).toMatch(
      /^\.venv\/bin\/pyinstaller --log-level WARN --noconfirm plugin\.spec\n\S+\/dist\/my-sensor: \d+ MB; it unpacks itself .*, \d+ MB$/,
    );
    const files = renderPython({ name: "my-sensor" });
    const makefile = files.get("Makefile")?.toString() ?? "";
    expect(makefile).toMatch(/^build: .*\n\t.*pyinstaller .*plugin\.spec$/im);
    expect(files.get("README.md")?.toString()).toContain("`make build`");
    expect(files.get("laniakea-plugin.yaml")?.toString()).toMatch(/^exec: "?my-sensor"?$/m);
    expect(readdirSync(join(built.folder, "dist"))).toEqual(["my-sensor"]);
    for (const [path, contents] of files)
      if (path.endsWith(".md")) expect(contents.toString()).not.toMatch(/\bmv dist|pyinstaler/);
  });

  it("bug 19: what is labelled JSON is JSON", async () => {
    const steps = await runHost(
      { type: "datasource", steps: ["launch", "start-record", "frames:1", "kill"] },
      built.executable,
    );
    expect(failed(steps)).toEqual([]);
    const [frame] = framesOf(steps);
    expect(frame).toMatchObject({ source: "my-sensor", type: "application/json" });
    expect(JSON.parse(frame?.payload ?? "")).toEqual({ celsius: expect.any(Number) });
  });

  it("bug 20: there is one Serve, the daemon's version is always kept, and Stop waits for the end", async () => {
    const { stdout } = await inPython(`
from laniakea_plugin_sdk import controller, datasource
from laniakea_plugin_sdk.proto import plugin_pb2
print(controller.Serve is datasource.Serve)
plugin = datasource.DatasourceBase(version="1.0.0", laniVersionConstraint="0.2.0")
try:
    plugin.PushVersion(plugin_pb2.VersionNumber(version="9.9.9"), None)
except Exception as error:
    print(error)
print(plugin.laniVersion)`);
    expect(stdout).toBe("True\nplugin requires a different version of laniakea: have 9.9.9, need 0.2.0\n9.9.9");
    // The guide's code sleeps for a second after each frame; Stop is answered when the stream has ended all the same.
    const steps = await datasource("guide", "start-record", "frames:1", "pause:100", "stop", "end", "kill");
    expect(failed(steps)).toEqual([]);
    expect(stepOf(steps, "stop")?.ms).toBeGreaterThan(500);
    expect(stepOf(steps, "end")?.ms).toBeLessThan(40);
  });

  it("bug 21: a name that the plugin never defined is named to the operator; a made project defines it", async () => {
    const pasted = await datasource("pasted", "push-version:0.2.0", "start-record", "get-version", "kill");
    expect(errorsOf(pasted)).toEqual(["rpc error: code = Unknown desc = name 'pluginName' is not defined"]);
    const steps = await datasource("guide", "push-version:0.2.0", "start-record", "frames:2", "kill");
    expect(failed(steps)).toEqual([]);
    for (const frame of framesOf(steps)) expect(frame.source).toBe("test-plugin");
  });

  describe("bug 22", () => {
    const temporary = mkdtempSync(join(tmpdir(), "x-"));
    const env = { TMPDIR: temporary };
    afterAll(() => rmSync(temporary, { recursive: true, force: true }));

    it("bug 22: the single file ends with Kill, in the middle of a recording, and leaves nothing", async () => {
      const steps = await runHost(
        { type: "datasource", steps: ["launch", "start-record", "frames:1", "kill"] },
        built.executable,
        { env },
      );
      expect(stepOf(steps, "kill")).toMatchObject({ ok: true, value: { graceful: true, gone: true, exitCode: 0 } });
      expect(stepOf(steps, "kill")?.ms).toBeLessThan(GRACEFUL);
      expect(readdirSync(temporary)).toEqual([]);
    });

    it.runIf(process.platform === "linux")(
      "bug 22: when only the first of its two processes is killed, the second one cleans up and goes",
      async () => {
        const { child } = await start(built.executable, env);
        const [own] = childrenOf(child.pid ?? 0);
        expect(own).toBeGreaterThan(0);
        expect(readdirSync(temporary)).not.toEqual([]);
        child.kill("SIGKILL");
        // Until stdout and stderr are closed, a host's Kill does not return.
        await once(child, "close");
        await untilGone(own ?? 0, 10_000);
        expect(isAlive(own ?? 0)).toBe(false);
        expect(readdirSync(temporary)).toEqual([]);
      },
    );
  });
});

/** Three ports in a row that nobody has. */
async function freePorts(): Promise<readonly [min: number, max: number]> {
  for (;;) {
    const min = 20_000 + Math.floor(Math.random() * 40_000);
    if ((await Promise.all([min, min + 1, min + 2].map(isFree))).every(Boolean)) return [min, min + 2];
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** User and system time of a process so far. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  // utime and stime, in hundredths of a second on all Linuxes of today.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return children.split(" ").filter(Boolean).map(Number);
}
