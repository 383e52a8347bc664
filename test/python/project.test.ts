import { mkdtempSync, rmSync } from "node:fs";
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
});
