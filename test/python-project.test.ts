import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonEnv, pythonIsThere } from "./python-env.js";
import { builtProject, inProject, renderPython, write } from "./python-project.js";

describe.runIf(pythonIsThere() && process.platform !== "win32")("a made Python project", () => {
  const temporary = mkdtempSync(join(tmpdir(), "python-project-"));
  let python = "";
  beforeAll(async () => {
    python = await pythonEnv();
  }, 300_000);
  afterAll(() => rmSync(temporary, { recursive: true, force: true }));

  describe.each([
    ["datasource", "my-sensor", "2 passed"],
    ["controller", "my-heater", "4 passed"],
  ] as const)("of type %s", (type, name, passed) => {
    it("has clean style and types", { timeout: 120_000 }, async () => {
      const folder = join(temporary, name);
      write(renderPython({ type, name }), folder);
      const output = await inProject("lint", folder, python);
      expect(output).toMatch(
        /^All checks passed!\n\d+ files already formatted\nSuccess: no issues found in \d+ source files$/,
      );
    });

    it("has tests that pass, with its executable", { timeout: 300_000 }, async () => {
      const { folder } = await builtProject({ type, name });
      const copy = join(temporary, `${name}-tests`);
      cpSync(folder, copy, { recursive: true });
      expect(await inProject("test", copy, python)).toMatch(new RegExp(`${passed} in [\\d.]+s`));
    });
  });

  it("has clean style and types whatever is in its answers", { timeout: 120_000 }, async () => {
    const folder = join(temporary, "odd");
    const description = `"It's" <%= 1 %> \\n """ '''{x} # \u{1f321}`;
    const laniakeaVersion = ">= 1.0.0, != 1.2.3-beta.1, != 1.2.3-beta.2, != 1.2.3-beta.3, != 1.2.3-beta.4, < 2.0.0";
    write(
      renderPython({ type: "controller", name: `${"A-very_long".repeat(11)}`, description, laniakeaVersion }),
      folder,
    );
    expect(await inProject("lint", folder, python)).toContain("Success: no issues found");
  });
});
