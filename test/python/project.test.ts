import { mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonIsThere } from "./interpreter.js";
import { inProject, pythonEnv, renderPython, write } from "./project.js";

describe.runIf(pythonIsThere() && process.platform !== "win32")("a made Python project", () => {
  const folder = mkdtempSync(join(tmpdir(), "python-project-"));
  let python = "";
  beforeAll(async () => {
    python = await pythonEnv();
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("has clean style and types whatever is in its answers", { timeout: 120_000 }, async () => {
    const name = "A-very_long".repeat(11);
    const description = `"It's" <%= 1 %> \\n """ '''{x} # \u{1f321}`;
    const laniakeaVersion = ">= 1.0.0, != 1.2.3-beta.1, != 1.2.3-beta.2, != 1.2.3-beta.3, != 1.2.3-beta.4, < 2.0.0";
    write(renderPython({ type: "controller", name, description, laniakeaVersion }), folder);
    expect(await inProject("lint", folder, python)).toMatch(
      /^All checks passed!\n\d+ files already formatted\nSuccess: no issues found in \d+ source files$/,
    );
  });

  it.each(["datasource", "controller"] as const)(
    "%s: its tests hold after its author's first changes",
    { timeout: 120_000 },
    async (type) => {
      const project = join(folder, type);
      const files = new Map(renderPython({ type, name: `my-${type}` }));
      const path = `src/laniakea_my_${type}/plugin.py`;
      const changed = String(files.get(path))
        .replace('pluginVersion = "0.1.0"', 'pluginVersion = "2.0.0rc1"')
        .replace(/^pluginName = .*/m, 'pluginName = "another-name"')
        .replaceAll('"celsius"', '"bar"');
      write(files.set(path, Buffer.from(changed)), project);
      // One that is older than the sources says nothing of them.
      write(new Map([[`dist/my-${type}`, Buffer.from("")]]), project);
      utimesSync(join(project, `dist/my-${type}`), 1, 1);
      const output = await inProject("test", project, python);
      expect(output).toMatch(/ passed/);
      expect(output).not.toMatch(/failed|error/i);
    },
  );
});
