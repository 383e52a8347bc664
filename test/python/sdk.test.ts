import { cp, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWheel } from "../../build/python-wheel.js";
import { launch } from "../../sdk/typescript/src/testing/launch.js";
import { ROOT } from "../create/support/cli.js";
import { installed } from "../registry/installed.js";
import { CACHE, made } from "./cache.js";
import { PYTHON, pythonIsThere } from "./interpreter.js";
import { pluginSource } from "./plugins.js";
import { pythonEnv, renderPython, sdkTestEnv, write } from "./project.js";

const MINUTES = 60_000;
const SDK = join(ROOT, "sdk/python");
const VENDOR = join(ROOT, "dist/vendor");
const TYPES = join(import.meta.dirname, "types");
const PYRIGHT = "pyright@1.1.414";
/** Nothing is left beside the sources. */
const CLEAN = {
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONPATH: undefined,
  HYPOTHESIS_STORAGE_DIRECTORY: join(CACHE, "hypothesis"),
};

async function wheelIn(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((file) => file.endsWith(".whl"));
  if (name === undefined) throw new Error(`there is no wheel in ${folder}: run npm run build`);
  return join(folder, name);
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "python-sdk-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the wheel of the Python SDK", () => {
  test("has the same bytes wherever and whenever it is made", async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
    const sdk = join(folder, "python");
    await cp(SDK, sdk, { recursive: true });
    for (const entry of await readdir(join(sdk, "src"), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !/\.pyi?$/.test(path)) continue;
      // As Git checks texts out on Windows.
      await writeFile(path, (await readFile(path, "utf8")).replaceAll("\n", "\r\n"));
      await utimes(path, 1e9, 1e9);
    }
    const zone = process.env["TZ"];
    process.env["TZ"] = "Pacific/Kiritimati";
    try {
      const facts = [join(ROOT, "daemon/facts.json"), join(ROOT, "sdk/go-plugin.json")];
      const sources = { sdk, facts, license: join(ROOT, "LICENSE"), version };
      const again = await buildWheel(sources, join(folder, "again"));
      expect((await readFile(again)).equals(await readFile(await wheelIn(VENDOR)))).toBe(true);
    } finally {
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
  });
});

describe.runIf(pythonIsThere() && process.platform !== "win32")("the Python SDK", () => {
  let python: string;
  let tests: string;
  beforeAll(async () => {
    python = await pythonEnv();
    tests = await sdkTestEnv();
  }, 5 * MINUTES);

  test.each([
    ["ruff's rules", ["ruff", "check", "--no-cache"], /^All checks passed!$/],
    ["ruff's format", ["ruff", "format", "--check", "--no-cache"], /^\d+ files already formatted$/],
    [
      "mypy, strict",
      ["mypy", "--cache-dir", join(CACHE, "mypy-sdk")],
      /^Success: no issues found in \d+ source files$/,
    ],
    ["its own tests", ["pytest", "--quiet", "-p", "no:cacheprovider"], /^\d+ passed in [^\n]*$/m],
  ])("is clean: %s", { timeout: 2 * MINUTES }, async (_, args, clean) => {
    const { all, exitCode } = await execa(tests, ["-m", ...args], { cwd: SDK, env: CLEAN, all: true, reject: false });
    expect(all).toMatch(clean);
    expect(exitCode).toBe(0);
  });

  describe("in a made project, whose type checker gets no stubs of it", () => {
    const project = () => join(folder, "typed");
    let expected: Readonly<Record<string, readonly number[]>>;
    beforeAll(async () => {
      write(renderPython({}), project());
      await cp(TYPES, join(project(), "src"), { recursive: true });
      const wrong = (await readFile(join(TYPES, "wrong.py"), "utf8")).split("\n");
      expected = { "wrong.py": wrong.flatMap((line, i) => (line.endsWith("# mistake") ? i + 1 : [])) };
    });

    /** The lines that a checker complains of, by file. */
    function linesBy(found: ReadonlyArray<readonly [file: string, line: number]>) {
      const lines: Record<string, number[]> = {};
      for (const [file, line] of found)
        lines[file] = [...new Set([...(lines[file] ?? []), line])].sort((a, b) => a - b);
      return lines;
    }

    test("mypy, strict, sees its types", { timeout: 2 * MINUTES }, async () => {
      const args = ["-m", "mypy", "--cache-dir", join(CACHE, "mypy")];
      const { stdout } = await execa(python, args, { cwd: project(), env: CLEAN, reject: false });
      const found = [...stdout.matchAll(/^src\/(.+?):(\d+): error: /gm)].map(
        ([, file = "", line]) => [file, Number(line)] as const,
      );
      expect(linesBy(found), stdout).toEqual(expected);
    });

    test("pyright, strict, sees its types", { timeout: 5 * MINUTES }, async ({ skip }) => {
      const tools = await installed(PYRIGHT);
      if (tools === undefined) return skip();
      const args = [join(tools, "node_modules/pyright/index.js"), "--outputjson", "--pythonpath", python];
      const { stdout } = await execa(process.execPath, [...args, "src", "tests"], { cwd: project(), reject: false });
      const report = JSON.parse(stdout) as {
        generalDiagnostics: { file: string; severity: string; message: string; range: { start: { line: number } } }[];
      };
      const errors = report.generalDiagnostics.filter(({ severity }) => severity === "error");
      const found = errors.map(
        ({ file, range }) => [file.split("/src/").at(-1) ?? file, range.start.line + 1] as const,
      );
      expect(linesBy(found), JSON.stringify(errors, null, 1)).toEqual(expected);
    });
  });

  describe("installed by pip alone, without a project", () => {
    let alone: string;
    beforeAll(async () => {
      const wheel = await wheelIn(VENDOR);
      const environment = await made("alone", [await readFile(wheel)], async (unfinished) => {
        await execa(PYTHON, ["-m", "venv", unfinished]);
        await execa(join(unfinished, "bin/python"), [
          "-m",
          "pip",
          "install",
          "--quiet",
          "--only-binary",
          ":all:",
          wheel,
        ]);
      });
      alone = join(environment, "bin/python");
    }, 5 * MINUTES);

    /** As somebody has it who follows the plugin guide: one file. */
    async function started(name: string, source: string, lines: string[] = []) {
      const place = join(folder, name);
      await mkdir(place);
      await writeFile(join(place, "plugin.py"), source);
      await writeFile(join(place, name), `#!/bin/sh\nunset PYTHONUNBUFFERED\nexec '${alone}' '${place}/plugin.py'\n`, {
        mode: 0o755,
      });
      return await launch(join(place, name), { onStderr: (line) => lines.push(line) });
    }

    test("its files are those that its record names, and pip finds nothing amiss", async () => {
      const code = `
import base64, hashlib, importlib.metadata, json
found = importlib.metadata.distribution("laniakea-plugin-sdk")
recorded = [file for file in found.files if file.hash is not None and file.suffix != ".pyc"]
wrong = [
    str(file) for file in recorded
    if base64.urlsafe_b64encode(hashlib.sha256(file.read_binary()).digest()).rstrip(b"=").decode() != file.hash.value
]
print(json.dumps({"wrong": wrong, "typed": any(file.name == "py.typed" for file in recorded), "license": found.metadata["License-Expression"]}))`;
      const { stdout } = await execa(alone, ["-c", code]);
      expect(JSON.parse(stdout)).toEqual({ wrong: [], typed: true, license: "MIT" });
      expect((await execa(alone, ["-m", "pip", "check"])).stdout).toBe("No broken requirements found.");
    });

    test("the guide's datasource runs as it is; what it does not define is named", { timeout: MINUTES }, async () => {
      const plugin = await started("guide_datasource", pluginSource("guide_datasource"));
      expect(await plugin.getVersion()).toBe("1.0.0");
      await plugin.pushVersion("0.2.0");
      await expect(plugin.pushVersion("0.3.0")).rejects.toThrow("have 0.3.0, need 0.2.0");
      await expect(plugin.startRecord().started).rejects.toThrow("name 'pluginName' is not defined");
      await plugin.stop();
      expect(await plugin.close()).toMatchObject({ graceful: true, exit: { code: 0 } });
    });

    test("the guide's controller runs as it is; its slip is named", { timeout: MINUTES }, async () => {
      const plugin = await started("guide_controller", pluginSource("guide_controller"));
      await expect(plugin.pushVersion("0.2.0")).rejects.toThrow("name 'Datasource' is not defined");
      const frames = plugin.command({ command: "start-record" })[Symbol.asyncIterator]();
      const { value } = await frames.next();
      expect(value).toMatchObject({ source: "test-ctrl-pyplugin", type: "application/json" });
      await plugin.stop();
      expect(await plugin.close()).toMatchObject({ graceful: true, exit: { code: 0 } });
    });

    test("what one file prints and logs before Serve comes into the log", { timeout: MINUTES }, async () => {
      const lines: string[] = [];
      const source = pluginSource("guide_controller")
        .replace("import json", 'import json, logging\nprint("loading")\nlogging.basicConfig(level="DEBUG")')
        .replace(
          "return super(Datasource, self).GetVersion",
          "logging.info('asked')\n        return super().GetVersion",
        );
      const plugin = await started("printing", source, lines);
      expect(await plugin.getVersion()).toBe("1.0.0");
      expect(await plugin.close()).toMatchObject({ graceful: true });
      const records = lines.map((line) => JSON.parse(line) as Record<string, string>);
      expect(records).toContainEqual(expect.objectContaining({ "@message": "loading", stream: "stdout" }));
      expect(records).toContainEqual(expect.objectContaining({ "@message": "asked", "@level": "info" }));
    });
  });
});
