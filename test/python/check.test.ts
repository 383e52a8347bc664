import { afterAll, describe, expect, it } from "vitest";
import { conform } from "../../sdk/typescript/src/testing/index.js";
import { pythonIsThere } from "./interpreter.js";
import { pluginSource, PythonPlugins } from "./plugins.js";

describe.runIf(pythonIsThere())("check of a Python plugin", () => {
  const plugins = new PythonPlugins();
  afterAll(() => plugins.remove());

  it("compares the name in the source with that of the entry", async () => {
    const executable = await plugins.script("counter");
    const resultFor = async (name: string) => {
      const { checks } = await conform(executable, { name });
      return checks.find((check) => check.name === "has the name that the config says");
    };
    expect(await resultFor("counter")).toMatchObject({ status: "passed" });
    expect(await resultFor("my-sensor")).toMatchObject({ status: "failed", observed: 'it calls itself "counter"' });
  });

  it("names a payload that is not the JSON that its type says", async () => {
    const source = pluginSource("counter")
      .replace('yield {"n": n, "recording": recording}', 'yield Frame(type="application/json", payload=b"{\'n\': 0}")')
      .replace("import itertools", "import itertools\nfrom laniakea_plugin_sdk.proto.plugin_pb2 import Frame");
    const { checks } = await conform(await plugins.script("mislabelled", source));
    expect(checks.find(({ status }) => status === "failed")).toMatchObject({
      name: "records and stops",
      observed: `a frame of type "application/json" whose payload is not JSON: "{'n': 0}"`,
    });
  });
});
