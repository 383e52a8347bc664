import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch } from "../../sdk/typescript/src/testing/launch.js";
import { pythonIsThere } from "./interpreter.js";
import { PythonPlugins } from "./plugins.js";
import { renderPython } from "./project.js";

const IMPORTS = `
import asyncio
from collections.abc import AsyncIterator

import grpc
from laniakea_plugin_sdk.controller import ControllerBase, Serve
from laniakea_plugin_sdk.datasource import DatasourceBase
from laniakea_plugin_sdk.proto.plugin_pb2 import Empty, Frame

pluginName = "my-sensor"

`;

describe.runIf(pythonIsThere() && process.platform !== "win32")("the async example in a made project's README", () => {
  const plugins = new PythonPlugins();
  let device: Server;
  /** What the device is asked, and how many are connected to it. */
  const asked: string[] = [];
  let connected = 0;

  beforeAll(async () => {
    device = createServer((socket) => {
      connected++;
      socket.on("data", (data) => asked.push(data.toString()));
      socket.on("close", () => connected--);
      socket.on("error", () => {});
      socket.write("21.5\n22\n");
    });
    await new Promise<void>((resolve) => device.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    plugins.remove();
    device.close();
  });

  async function plugin(type: "datasource" | "controller") {
    const readme = String(renderPython({ type }).get("README.md"));
    const [, example = ""] = /^```python\n(.+?)^```$/ms.exec(readme) ?? [];
    const port = (device.address() as { port: number }).port;
    const code = example.replace('"192.168.0.7", 4001', `"127.0.0.1", ${port}`);
    expect(code).not.toBe(example);
    const kind = type === "datasource" ? "Datasource" : "Controller";
    const source = `${IMPORTS}${code}\n\nif __name__ == "__main__":\n    Serve(${kind}(version="1.0.0", laniVersionConstraint=">= 1.0.0"))\n`;
    return await launch(await plugins.script(`async_${type}`, source));
  }

  it("runs as a datasource, and is cancelled by StopRecord", { timeout: 120_000 }, async () => {
    const sensor = await plugin("datasource");
    const recording = sensor.startRecord();
    const frames = recording[Symbol.asyncIterator]();
    const values = [(await frames.next()).value, (await frames.next()).value];
    expect(values.map((frame) => frame?.json())).toEqual([{ celsius: 21.5 }, { celsius: 22 }]);
    const since = performance.now();
    await sensor.stopRecord();
    // It waits for a line that never comes.
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(await frames.next()).toMatchObject({ done: true });
    await expect.poll(() => connected).toBe(0);
    expect(await sensor.close()).toMatchObject({ graceful: true });
  });

  it("runs as a controller, for several operators at once", { timeout: 120_000 }, async () => {
    const heater = await plugin("controller");
    const answer = async (n: number) => {
      const values: unknown[] = [];
      for await (const frame of heater.command({ command: `read-${n}` })) values.push(frame.json());
      return values;
    };
    expect(await Promise.all([1, 2, 3].map(answer))).toEqual(Array(3).fill([{ celsius: 21.5 }]));
    expect(asked.map((line) => line.trim()).sort()).toEqual([1, 2, 3].map((n) => `{"command":"read-${n}"}`));
    expect(await heater.close()).toMatchObject({ graceful: true });
  });
});
