import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder, run } from "../create/support/cli.js";
import { OLD_PROJECTS, unpackOldProject } from "./old-projects.js";
import { filesOf } from "./project-files.js";

const MINUTES = 60_000;

/** What a new project of the same answers has. */
async function newProject(name: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const [language = "", type = ""] = name.split("-");
  const args = [name, "--yes", "--no-install", "--language", language, "--type", type];
  expect((await run(args, { cwd: folder })).code).toBe(0);
  return filesOf(join(folder, name));
}

/** The author's own: version 0.1.0 made them, and they stay. */
const AUTHORS = /^src\/plugin\.ts$|^test\/|\/plugin\.py$|^tests\/test_/;

describe.each(OLD_PROJECTS)("%s, made by 0.1.0", (name) => {
  test("becomes what a new project is, passes its own checks, and comes back", { timeout: 15 * MINUTES }, async () => {
    const cwd = await mkdtemp(join(tmpdir(), "old-project-"));
    onTestFinished(() => rm(cwd, { recursive: true, force: true }));
    const project = await unpackOldProject(name, cwd);
    const before = await filesOf(project);
    const dry = JSON.parse((await run(["update", name, "--dry-run", "--json"], { cwd })).stdout);
    expect(await filesOf(project)).toEqual(before);
    const { code, stdout, stderr } = await run(["update", name, "--yes", "--check", "--json"], { cwd });
    const { proofs, files, installed } = JSON.parse(stdout);
    expect([code, proofs.filter(({ status }: { status: string }) => status !== "passed")], stderr).toEqual([0, []]);
    expect(proofs.map(({ task }: { task: string }) => task)).toEqual([
      "lint",
      ...(name.startsWith("typescript") ? ["typecheck"] : []),
      "test",
      "build",
      "check",
    ]);
    expect([files, installed]).toEqual([dry.files, true]);
    const after = await filesOf(project);
    const wanted = await newProject(name, await makeFolder());
    for (const [path, text] of wanted) {
      if (!AUTHORS.test(path)) expect([path, after.get(path)]).toEqual([path, text]);
      else if (before.has(path)) expect([path, after.get(path)]).toEqual([path, before.get(path)]);
    }
    expect([...after.keys()].filter((path) => !wanted.has(path) && !before.has(path))).toEqual([]);
    expect((await run(["update", name, "--undo"], { cwd })).code).toBe(0);
    expect(await filesOf(project)).toEqual(before);
  });

  test("what its user changed stays, beside the new text", async () => {
    const cwd = await makeFolder();
    const project = await unpackOldProject(name, cwd);
    await writeFile(join(project, "README.md"), "# Mine\n");
    await rm(join(project, "AGENTS.md"));
    const { code, stdout } = await run(["update", name, "--yes", "--no-install", "--json"], { cwd });
    expect(code).toBe(0);
    const files = new Map(JSON.parse(stdout).files.map((file: { path: string }) => [file.path, file]));
    expect(files.get("README.md.new")).toMatchObject({ status: "beside", why: expect.stringContaining("no text") });
    expect(files.get("AGENTS.md")).toMatchObject({ status: "keep" });
    const after = await filesOf(project);
    expect(after.get("README.md")).toBe("# Mine\n");
    expect(after.get("README.md.new")).toBe((await newProject(name, await makeFolder())).get("README.md"));
    expect(after.has("AGENTS.md")).toBe(false);
    expect(await readFile(join(project, ".create-laniakea-plugin.json"), "utf8")).toContain('"base": "');
  });
});
