import { once } from "node:events";
import { join } from "node:path";
import { execa, type ResultPromise } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { pythonIsThere } from "../../python/interpreter.js";
import { pythonEnv } from "../../python/project.js";
import { BundledPlugins } from "../bundle-plugin.js";
import { buildGo, goIsThere } from "../go-toolchain.js";

/** Other people's clients against our server, on both transports: grpc-go's own interop client, and grpcio. */

/** https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md; those left out are about metadata and accounts. */
const CASES = [
  "empty_unary",
  "large_unary",
  "client_streaming",
  "server_streaming",
  "ping_pong",
  "empty_stream",
  "timeout_on_sleeping_server",
  "cancel_after_begin",
  "cancel_after_first_response",
  "status_code_and_message",
  "special_status_message",
  "unimplemented_method",
  "unimplemented_service",
  "rpc_soak",
  "channel_soak",
];

const bundled = new BundledPlugins();
let server = "";
beforeAll(async () => {
  server = await bundled.bundle("echo-server");
});
afterAll(() => bundled.remove());

describe.each(["node:http2", "grpc-js"])("a server on %s", (transport) => {
  let running: ResultPromise<{ stdin: "pipe"; stdout: "pipe" }>;
  afterEach(async () => {
    running.stdin.end();
    await running;
  });

  /** @returns the port it listens on. */
  async function start(): Promise<number> {
    running = execa(server, [transport, "tcp"], { stdin: "pipe", stdout: "pipe" });
    const [line] = await once(running.stdout, "data");
    return Number(/\d+$/m.exec(String(line))?.[0]);
  }

  describe.runIf(goIsThere())("does as grpc-go's interop client expects", () => {
    let client = "";
    beforeAll(async () => {
      client = await buildGo({
        module: join(import.meta.dirname, "../grpc-go"),
        package: "google.golang.org/grpc/interop/client",
      });
    }, 300_000);

    it("in every case that needs no metadata", async () => {
      const port = await start();
      const outcomes: Record<string, string> = {};
      for (const name of CASES) {
        const args = ["-server_host=127.0.0.1", `-server_port=${port}`, `-test_case=${name}`];
        const { exitCode, stderr } = await execa(client, args, { reject: false, timeout: 30_000 });
        outcomes[name] = exitCode === 0 ? "done" : stderr;
      }
      expect(outcomes).toEqual(Object.fromEntries(CASES.map((name) => [name, "done"])));
    }, 60_000);
  });

  describe.runIf(pythonIsThere())("does as grpcio expects", () => {
    it("in calls of every kind, compressed, failed, late and cancelled", async () => {
      const python = await pythonEnv();
      const port = await start();
      const { stdout } = await execa(python, [join(import.meta.dirname, "client.py"), `127.0.0.1:${port}`]);
      expect(JSON.parse(stdout)).toEqual({
        echo: "hello",
        empty: 0,
        big: true,
        gzip: true,
        deflate: true,
        watch: ["frame"],
        talk: ["a", "b", "c"],
        flood: 10_000_000,
        fail: ["DATA_LOSS", "50 %\n☃ "],
        unknown: ["UNIMPLEMENTED", expect.any(String)],
        deadline: ["DEADLINE_EXCEEDED", expect.any(String)],
        cancelled: ["CANCELLED", expect.any(String)],
        many: (499 * 500) / 2,
      });
    }, 300_000);
  });
});
