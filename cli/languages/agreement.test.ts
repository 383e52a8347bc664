import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nameWarnings, staleWarnings } from "./agreement.js";

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "laniakea-agreement-"));
});
afterEach(() => rm(project, { recursive: true }));

async function put(file: string, content = "", secondsAgo = 100): Promise<void> {
  const path = join(project, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  const time = Date.now() / 1000 - secondsAgo;
  await utimes(path, time, time);
}

describe("the name in a plugin's source", () => {
  const named = () => nameWarnings(project, { name: "demo" });

  it.each([
    ["double quotes", 'export default datasource({\n  name: "probe",\n'],
    ["single quotes, one line", "export default controller({ name: 'probe', version })"],
  ])("is found in TypeScript: %s", async (_shows, text) => {
    await put("package.json");
    await put("src/plugin.ts", text);
    expect(await named()).toEqual([
      expect.stringContaining('"probe" in its source and "demo" in laniakea-plugin.yaml'),
    ]);
    await put("src/plugin.ts", text.replace("probe", "demo"));
    expect(await named()).toEqual([]);
  });

  it.each([
    ["as a new project has it", 'import grpc\n\npluginName = "probe"\n'],
    ["with a type", "pluginName: str = 'probe'\n"],
  ])("is found in Python: %s", async (_shows, text) => {
    await put("pyproject.toml");
    await put("src/laniakea_demo/__main__.py");
    await put("src/laniakea_demo/plugin.py", text);
    expect(await named()).toEqual([expect.stringContaining('"probe" in its source')]);
    await put("src/laniakea_demo/plugin.py", text.replace("probe", "demo"));
    expect(await named()).toEqual([]);
  });

  it.each([
    ["package.json", "src/plugin.ts", "export default datasource(options);\nconst other = { name: 'x' };\n"],
    ["pyproject.toml", "src/laniakea_demo/plugin.py", 'pluginName = os.environ["NAME"]\n'],
    ["package.json", "src/main.ts", ""],
  ])("is not guessed (%s, %s)", async (manifest, file, text) => {
    await put(manifest);
    await put("src/laniakea_demo/__main__.py");
    await put(file, text);
    expect(await named()).toEqual([]);
  });

  it("is nobody's business in a folder without a language", async () => {
    expect(await named()).toEqual([]);
  });
});

describe("a source that was changed after the build", () => {
  const stale = async () => {
    await put("dist/demo", "", 50);
    return staleWarnings(project, join(project, "dist/demo"));
  };

  it.each([
    "src/laniakea_demo/plugin.py",
    "src/laniakea_demo/lib/wire.py",
    "pyproject.toml",
    "requirements.lock",
    "plugin.spec",
  ])("is named: %s", async (file) => {
    await put("pyproject.toml");
    await put(file, "", 10);
    expect(await stale()).toEqual([
      expect.stringMatching(
        `^warning: ${file} was changed after dist/demo was built.*: (make|create-laniakea-plugin) build$`,
      ),
    ]);
  });

  it.each([
    "src/laniakea_demo/__pycache__/plugin.cpython-312.pyc",
    "src/.plugin.py.swp",
    "README.md",
    "tests/test_plugin.py",
  ])("is none of them: %s", async (file) => {
    await put("pyproject.toml");
    await put(file, "", 10);
    expect(await stale()).toEqual([]);
  });
});
