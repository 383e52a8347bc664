import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BundledPlugins } from "./bundle-plugin.js";
import { type GenericHostOptions, genericHostProgram, logOf, runGenericHost } from "./generic-host.js";
import type { GoPluginVersion, Step } from "./go-host.js";
import { goIsThere } from "./go-toolchain.js";
import { failed, stepOf } from "./host-steps.js";

const GO_PLUGIN_VERSIONS: readonly GoPluginVersion[] = ["1.4.4", "1.8.0"];
const MIB_16 = 16 * 1024 * 1024;

const valueOf = (steps: readonly Step[], name: string) => stepOf(steps, name)?.value;
const launched = (steps: readonly Step[]) => (valueOf(steps, "launch") ?? {}) as Record<string, string | number>;

describe.runIf(goIsThere())("a plugin of servePlugin under a host of its own", () => {
  const bundled = new BundledPlugins();
  let store = "";
  const run = (steps: string[], options: GenericHostOptions = {}) =>
    runGenericHost(store, ["launch", ...steps], options);

  beforeAll(async () => {
    store = await bundled.bundle("store");
    for (const version of GO_PLUGIN_VERSIONS) await genericHostProgram(version);
  }, 300_000);
  afterAll(() => bundled.remove());

  describe.each(GO_PLUGIN_VERSIONS)("go-plugin %s", (goPlugin) => {
    describe.each(["unix", "tcp"])("over %s", (network) => {
      it.each([
        [false, "node:http2"],
        [true, "node:http2"],
        [false, "grpc-js"],
        [true, "grpc-js"],
      ])("works from launch to kill, with AutoMTLS %s, on %s", async (autoMtls, transport) => {
        const steps = await run(
          ["ping", `echo:${MIB_16}`, "stream:1,1000,5000000", "broker-accept", "broker-dial", "broker-accept", "kill"],
          { goPlugin, autoMtls, env: { STORE_NETWORK: network, STORE_TRANSPORT: transport } },
        );
        expect(failed(steps)).toEqual([]);
        expect(launched(steps)).toMatchObject({ network, version: 3 });
        expect(valueOf(steps, "echo")).toBe(MIB_16);
        expect(valueOf(steps, "stream")).toEqual([1, 1_000, 5_000_000]);
        expect(valueOf(steps, "broker-accept")).toBe("hello plugin");
        expect(valueOf(steps, "broker-dial")).toBe("top shelf: three jars");
        expect(valueOf(steps, "kill")).toEqual({ graceful: true, exitCode: 0 });
        if (network === "unix") expect(existsSync(String(launched(steps)["address"]))).toBe(false);
      });

      it("serves nobody but its host with AutoMTLS", async () => {
        const strangers = ["stranger:plain", "stranger:no-certificate", "stranger:wrong-certificate"];
        const env = { STORE_NETWORK: network };
        const steps = await run([...strangers, "ping", "kill"], { goPlugin, autoMtls: true, env });
        expect(failed(steps)).toEqual([]);
        const answers = steps.filter(({ step }) => step === "stranger").map(({ value }) => value);
        expect(answers).toEqual(strangers.map(() => expect.stringMatching(/^refused: rpc error: code = Unavailable/)));
      });
    });

    it("gives an error as it was thrown", async () => {
      const steps = await run(["call:Fail", "call:Nothing", "kill"], { goPlugin });
      expect(stepOf(steps, "call")?.error).toBe("rpc error: code = FailedPrecondition desc = the store is closed");
      expect(failed(steps)[1]?.error).toContain("Unimplemented");
    });

    it.each([
      [[3], "3"],
      [[2, 5, 9], "5"],
      [[5, 3, 4], "5"],
    ])("agrees with a host that knows %j on the highest version of both", async (versions, agreed) => {
      const steps = await run(["call:Version", "kill"], { goPlugin, versions });
      expect(valueOf(steps, "call")).toBe(agreed);
      expect(launched(steps)["version"]).toBe(Number(agreed));
    });

    it("lets a host that knows no version of it explain that", async () => {
      const steps = await run(["kill"], { goPlugin, versions: [4] });
      expect(stepOf(steps, "launch")?.error).toMatch(/[Ii]ncompatible API version with plugin. Plugin version: 3/);
    });

    it("takes a free port in the host's range", async () => {
      const taken = createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => taken.once("listening", resolve));
      const { port } = taken.address() as { port: number };
      const env = { STORE_NETWORK: "tcp" };
      const steps = await run(["ping", "kill"], { goPlugin, ports: `${port}-${port + 20}`, env });
      expect(failed(steps)).toEqual([]);
      const used = Number(String(launched(steps)["address"]).split(":")[1]);
      expect(used).toBeGreaterThan(port);
      expect(used).toBeLessThanOrEqual(port + 20);
      const none = await run([], { goPlugin, ports: `${port}-${port}`, env });
      taken.close();
      expect(stepOf(none, "launch")).toMatchObject({ ok: false });
      expect(logOf(none)).toContain("no port between PLUGIN_MIN_PORT and PLUGIN_MAX_PORT is free");
    });
  });

  it("tells strangers from hosts: without AutoMTLS anybody on this machine is served", async () => {
    const steps = await run(["stranger:plain", "kill"]);
    expect(valueOf(steps, "stranger")).toBe("served");
  });

  it("answers a host that wants one connection for everything", async () => {
    const steps = await run([], { multiplex: true });
    expect(stepOf(steps, "launch")?.error).toBe(
      "client requested gRPC broker multiplexing but plugin does not support the feature",
    );
  });

  it("puts its socket into the host's folder, and takes it away again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sockets-"));
    const steps = await run(["ping", "broker-dial", "kill"], { env: { PLUGIN_UNIX_SOCKET_DIR: folder } });
    expect(failed(steps)).toEqual([]);
    expect(dirname(String(launched(steps)["address"]))).toBe(folder);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it("is given up, with its reason in the host's log, when it cannot listen", async () => {
    const steps = await run([], { env: { PLUGIN_UNIX_SOCKET_DIR: join(tmpdir(), "no-such-folder") } });
    // At once: the host waits a minute for a handshake, unless the process ends.
    expect(stepOf(steps, "launch")).toMatchObject({ ok: false });
    expect(stepOf(steps, "launch")?.ms).toBeLessThan(10_000);
    expect(logOf(steps)).toMatch(/\[ERROR\].*the plugin cannot be served: .*no-such-folder/);
  });

  it("waits 5 s for what the host does not offer", async () => {
    const steps = await run(["call:DialNothing", "ping", "kill"]);
    expect(stepOf(steps, "call")?.error).toContain(
      "the host offered nothing under the broker's id 4242 within 5000 ms",
    );
    expect(failed(steps)).toHaveLength(1);
  });

  describe.runIf(process.platform === "linux")("for a group", () => {
    // Root may give a socket to any group, others to their own.
    const isRoot = process.getuid?.() === 0;
    const name = () => (isRoot ? "daemon" : execFileSync("id", ["-gn"], { encoding: "utf8" }).trim());
    const number = () => (isRoot ? "12345" : String(process.getgid?.()));
    const numberOf = (group: string) =>
      Number(execFileSync("getent", ["group", group], { encoding: "utf8" }).split(":")[2]);

    it.each([
      ["by number", number, Number],
      ["by name", name, numberOf],
    ])("opens its socket %s", async (_, group, toNumber) => {
      const socketGroup = group();
      const gid = toNumber(socketGroup);
      const steps = await run(["stat-socket", "ping", "kill"], { socketGroup });
      expect(failed(steps)).toEqual([]);
      expect(valueOf(steps, "stat-socket")).toEqual({
        socket: { mode: "0660", gid },
        folder: { mode: "0710", gid },
      });
    });

    it("explains a group that is not there", async () => {
      const steps = await run([], { socketGroup: "no-such-group" });
      expect(logOf(steps)).toContain("there is no group no-such-group, which PLUGIN_UNIX_SOCKET_GROUP names");
    });
  });
});
