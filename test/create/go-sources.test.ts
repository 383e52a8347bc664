import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HARDWARE } from "../../generators/languages/hardware-table.js";
import { goIsThere } from "../hosts/go-toolchain.js";
import { makeFolder, run } from "./support/cli.js";
import { say } from "./support/python.js";

const MINUTES = 60_000;

const SOURCES = HARDWARE.filter(({ packages }) => packages["go"] !== undefined).map(({ name }) => name);
const ALL = SOURCES.flatMap((source) => ["datasource", "controller"].map((type) => ({ source, type })));

describe.runIf(goIsThere() && process.platform !== "win32")("a Go project that reads hardware", () => {
  test.each(ALL)(
    "$source, $type: without network it is made, formatted, tidy, vetted, tested and built",
    { timeout: 10 * MINUTES },
    async ({ source, type }) => {
      const cwd = await makeFolder();
      // What a first project has fetched is there.
      const filled = await run(["first", "--language", "go", "--source", source, "--type", type, "--yes"], { cwd });
      expect(filled).toMatchObject({ code: 0 });
      const env = { GOPROXY: "off", GOTOOLCHAIN: "local" };
      const args = ["my-plugin", "--language", "go", "--source", source, "--type", type, "--yes"];
      expect(await run(args, { cwd, env })).toMatchObject({ code: 0 });
      const project = join(cwd, "my-plugin");
      const own = (await readdir(project)).filter((file) => file.endsWith(".go"));
      expect(say("gofmt", ["-l", ...own], project)).toEqual({ code: 0, output: "" });
      for (const task of ["lint", "test", "build"])
        expect(say("make", [task], project, env)).toMatchObject({ code: 0 });
      expect(say("go", ["mod", "tidy", "-diff"], project)).toMatchObject({ code: 0 });
      // The executable and the project say the same of the settings.
      const { "//": about, ...settings } = JSON.parse(say("dist/my-plugin", ["--settings"], project).output);
      expect(about).toContain("LANIAKEA_MY_PLUGIN_");
      const { "//": _, ...ofProject } = JSON.parse(await readFile(join(project, "settings.json"), "utf8"));
      expect(settings).toEqual(ofProject);
    },
  );
});
