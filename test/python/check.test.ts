import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { readProgram } from "../../sdk/typescript/src/testing/format/program.js";
import { conform } from "../../sdk/typescript/src/testing/index.js";
import { pythonIsThere } from "./interpreter.js";
import { pluginSource, PythonPlugins } from "./plugins.js";
import { builtProject, pythonEnv } from "./project.js";

/** The versions of glibc that a program of PyInstaller asks for, one a line, by PyInstaller's own reader and binutils. */
const ASKED_FOR = `
import re, subprocess, sys, tempfile
from PyInstaller.archive.readers import CArchiveReader
archive = CArchiveReader(sys.argv[1])
def ask(file):
    listed = subprocess.run(["objdump", "-p", file], check=True, capture_output=True, text=True).stdout
    print(*re.findall(r"GLIBC_(\\d[\\d.]*)$", listed, re.MULTILINE), sep="\\n")
ask(sys.argv[1])
for name, entry in archive.toc.items():
    if entry[-1] == "b":
        with tempfile.NamedTemporaryFile() as library:
            library.write(archive.extract(name))
            library.flush()
            ask(library.name)
`;

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

  it.runIf(process.platform === "linux")(
    "names the oldest glibc that all the files in the executable need, as binutils see it",
    { timeout: 300_000 },
    async () => {
      const { executable } = await builtProject();
      const { stdout } = await execa(join(dirname(await pythonEnv()), "python"), ["-c", ASKED_FOR, executable]);
      const asked = stdout.split("\n").filter((line) => line !== "");
      const newest = asked.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
      expect(newest).toMatch(/^2\.\d+$/);
      expect(await readProgram(executable)).toMatchObject({ glibc: newest });
    },
  );
});
