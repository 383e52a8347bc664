import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { makeFolder, personalEnv, run } from "../create/support/cli.js";
import { filesOf } from "./project-files.js";

const ROOT = join(import.meta.dirname, "../..");
const TO_PNPM = ["--package-manager", "pnpm"];

async function makeProject(more: readonly string[] = []): Promise<{ cwd: string; project: string }> {
  const cwd = await makeFolder();
  expect((await run(["x", "--yes", "--no-install", ...more], { cwd })).code).toBe(0);
  return { cwd, project: join(cwd, "x") };
}

const update = (cwd: string, ...args: string[]) => run(["update", "x", "--yes", "--no-install", ...args], { cwd });

/** What happened to each file, by its path. */
async function statuses(cwd: string, ...args: string[]): Promise<Record<string, string>> {
  const { stdout } = await update(cwd, "--json", ...args);
  return Object.fromEntries(JSON.parse(stdout).files.map(({ path, status }: Record<string, string>) => [path, status]));
}

async function edit(project: string, path: string, change: (text: string) => string): Promise<void> {
  const file = join(project, path);
  await writeFile(file, change(await readFile(file, "utf8")));
}

describe("a project of this version", () => {
  test("is up to date", async () => {
    const { cwd, project } = await makeProject();
    const before = await filesOf(project);
    const { code, stdout } = await update(cwd);
    expect([code, stdout]).toEqual([0, "x is as version 0.1.0 makes it; nothing to do\n"]);
    expect(await filesOf(project)).toEqual(before);
  });

  test("takes another answer, also beside a changed one", async () => {
    const { cwd, project } = await makeProject();
    await edit(project, "laniakea-plugin.yaml", (text) => text.replace("maxTimeouts: 3", "maxTimeouts: 9 # mine"));
    expect(await statuses(cwd, "--timeout", "60")).toMatchObject({ "laniakea-plugin.yaml": "merge" });
    const text = await readFile(join(project, "laniakea-plugin.yaml"), "utf8");
    expect(text).toContain("timeout: 60\n");
    expect(text).toContain("maxTimeouts: 9 # mine\n");
    expect(JSON.parse(await readFile(join(project, ".create-laniakea-plugin.json"), "utf8")).answers.timeout).toBe(60);
    // The answer stays.
    expect(await statuses(cwd)).toEqual({});
  });

  test("reads other hardware: its code is another, but what its author has written stays", async () => {
    const { cwd, project } = await makeProject();
    const before = await filesOf(project);
    expect(await statuses(cwd, "--source", "mqtt")).toMatchObject({
      "src/plugin.ts": "replace",
      "src/source.ts": "add",
      "test/plugin.test.ts": "replace",
    });
    const other = await makeProject(["--source", "mqtt"]);
    expect(await filesOf(project)).toEqual(await filesOf(other.project));
    expect((await update(cwd, "--undo")).code).toBe(0);
    expect(await filesOf(project)).toEqual(before);
    await edit(project, "src/plugin.ts", (text) => text.replace("21 +", "22 +"));
    const mine = await readFile(join(project, "src/plugin.ts"), "utf8");
    const refused = await update(cwd, "--source", "mqtt");
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("src/plugin.ts: it has been changed")]);
    const { code, stdout } = await update(cwd, "--source", "mqtt", "--force");
    expect([code, stdout]).toEqual([0, expect.stringContaining("src/plugin.ts.new (it is your own code, and stays)")]);
    expect(await readFile(join(project, "src/plugin.ts"), "utf8")).toBe(mine);
    const made = await readFile(join(other.project, "src/plugin.ts"), "utf8");
    expect(await readFile(join(project, "src/plugin.ts.new"), "utf8")).toBe(made);
  });

  test.each([
    ["go", "source.go", "device.go"],
    ["python", "src/laniakea_x/source.py", "src/laniakea_x/device.py"],
    ["typescript", "src/source.ts", "src/device.ts"],
  ])(
    "in %s says which files of other hardware are left to its author, also before",
    async (language, source, device) => {
      const { cwd, project } = await makeProject(["--language", language, "--source", "modbus"]);
      await edit(project, source, (text) => `${text}\n`);
      await edit(project, device, (text) => `${text}\n`);
      const left = [
        "This is left to you; until then the project may not build:",
        `  x/${source}.new: merge it with x/${source}, then delete it`,
        `  x/${device}: take over what you need of it, then delete it`,
        "",
      ].join("\n");
      for (const more of [["--dry-run"], []]) {
        const { code, stdout } = await update(cwd, "--source", "serial", "--force", ...more);
        expect([code, stdout]).toEqual([0, expect.stringContaining(left)]);
      }
      // One who has nothing of their own in the code does just what it says.
      await rename(join(project, `${source}.new`), join(project, source));
      await rm(join(project, device));
      const other = await makeProject(["--language", language, "--source", "serial"]);
      expect(await filesOf(project)).toEqual(await filesOf(other.project));
    },
  );

  test("becomes one of another package manager: package.json keeps what was added, in its order", async () => {
    const { cwd, project } = await makeProject();
    await edit(project, "package.json", (text) =>
      text
        .replace('"lint": "oxlint"', '"lint": "oxlint --fix",\n    "mine": "echo"')
        .replaceAll("\n", "\r\n")
        .replaceAll("  ", "\t"),
    );
    await update(cwd, ...TO_PNPM);
    const text = await readFile(join(project, "package.json"), "utf8");
    expect(text).toContain('\t\t"lint": "oxlint --fix",\r\n\t\t"mine": "echo",\r\n');
    expect(text).not.toContain("allowScripts");
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
    const after = await filesOf(project);
    expect([after.has("pnpm-workspace.yaml"), after.has("package-lock.json")]).toEqual([true, false]);
  });

  test("in Go has the newest SDK, which is no burden on its record, and what was added", async () => {
    const { cwd, project } = await makeProject(["--language", "go"]);
    const [file, sdk] = [join(project, ".create-laniakea-plugin.json"), "laniakea-plugin-sdk/base.go"];
    const newest = await readFile(join(project, sdk), "utf8");
    const record = JSON.parse(await readFile(file, "utf8"));
    expect(record.base.length).toBeLessThan(20_000);
    await edit(project, sdk, () => "package older\n");
    record.files[sdk] = createHash("sha256").update("package older\n").digest("hex");
    await writeFile(file, JSON.stringify(record));
    await edit(project, "go.mod", (text) => `${text}\nrequire example.org/mine v1.0.0\n`);
    expect(await statuses(cwd, "--timeout", "60")).toMatchObject({ [sdk]: "replace" });
    expect(await readFile(join(project, sdk), "utf8")).toBe(newest);
    expect(await readFile(join(project, "go.mod"), "utf8")).toContain("require example.org/mine v1.0.0");
  });

  test("both sides changed one place: marks, exit code 8, and the way back", async () => {
    const { cwd, project } = await makeProject();
    await edit(project, "laniakea-plugin.yaml", (text) => text.replace(/^timeout: 30/m, "timeout: 45"));
    const before = await filesOf(project);
    const { code, stdout, stderr } = await update(cwd, "--timeout", "60");
    expect(code).toBe(8);
    expect(stdout).toContain("conflict  x/laniakea-plugin.yaml (1 to decide)");
    expect(stderr).toMatch(/^error: one file has conflicts\n {2}x\/laniakea-plugin.yaml: 1\n→ decide between/);
    expect(await readFile(join(project, "laniakea-plugin.yaml"), "utf8")).toMatch(
      /<<<<<<< yours\ntimeout: 45\n\|{7} .*\ntimeout: 30\n=======\ntimeout: 60\n>>>>>>> .*\n/,
    );
    // Marks do not come into marks, and a project that has some is not up to date.
    const marked = await filesOf(project);
    for (const more of [[], ["--timeout", "70"], ["--dry-run"]]) {
      const again = await update(cwd, ...more);
      expect([again.code, again.stderr]).toEqual([8, expect.stringContaining("conflicts of the last update")]);
      expect(again.stderr).toContain("x/laniakea-plugin.yaml");
    }
    expect(await filesOf(project)).toEqual(marked);
    expect((await update(cwd, "--undo")).code).toBe(0);
    expect(await filesOf(project)).toEqual(before);
    expect((await update(cwd, "--undo")).code).toBe(3);
  });

  test("a dry run of --undo takes nothing back; what --undo cannot do is refused", async () => {
    const { cwd, project } = await makeProject();
    await update(cwd, "--timeout", "60");
    await edit(project, "laniakea-plugin.yaml", (text) => `${text}# mine\n`);
    const before = await filesOf(project);
    const shown = await update(cwd, "--undo", "--force", "--dry-run");
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/^Would take the last update back: \d+ files\n/);
    expect(shown.stdout).toContain("  laniakea-plugin.yaml (changed since; a copy would be kept)\n");
    for (const flag of [["--diff"], ["--timeout", "90"], ["--to", "0.1.0"], ["--migrate"]]) {
      const refused = await update(cwd, "--undo", ...flag);
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`--undo goes without ${flag[0]}`)]);
    }
    expect(await filesOf(project)).toEqual(before);
    expect((await update(cwd, "--undo", "--force")).code).toBe(0);
  });

  test("an answer that stands in the author's code, too, is said with its line, once", async () => {
    for (const [language, path, line] of [
      ["typescript", "src/plugin.ts", 'laniakeaVersion: ">= 1.1.0",'],
      ["python", "src/laniakea_x/plugin.py", ">= 1.1.0"],
      ["go", "plugin.go", ">= 1.1.0"],
    ] as const) {
      const { cwd, project } = await makeProject(["--language", language]);
      const before = await readFile(join(project, path), "utf8");
      const { stdout } = await update(cwd, "--laniakea-version", ">= 1.1.0");
      const told = stdout.split("\n").find((text) => text.includes(`x/${path}`));
      expect(told, stdout).toContain("it is your own code; made anew it has: ");
      expect(told).toContain(line);
      expect(await readFile(join(project, path), "utf8")).toBe(before);
      expect((await update(cwd)).stdout).toBe("x is as version 0.1.0 makes it; nothing to do\n");
    }
  });

  test("what is no project, and answers that are wrong, are told in words that help with an update", async () => {
    const { cwd, project } = await makeProject();
    const file = await run(["update", join(project, "README.md"), "--yes"], { cwd });
    expect([file.code, file.stderr]).toEqual([2, expect.stringMatching(/README\.md is no folder\n→ name the folder/)]);
    const flag = await update(cwd, "--timeout", "abc");
    expect([flag.code, flag.stderr]).toEqual([
      2,
      expect.stringMatching(/--timeout: .*\n→ what there is: update --help/),
    ]);
    await edit(project, ".create-laniakea-plugin.json", (text) => text.replace('"timeout": 30', '"timeout": "abc"'));
    const record = await update(cwd);
    expect([record.code, record.stderr]).toEqual([
      2,
      expect.stringContaining(".create-laniakea-plugin.json: timeout: "),
    ]);
  });

  test("a formatter has been over everything", async () => {
    const { cwd, project } = await makeProject();
    const prettier = join(ROOT, "node_modules/prettier/bin/prettier.cjs");
    await writeFile(
      join(project, ".prettierrc"),
      '{ "tabWidth": 4, "singleQuote": true, "semi": false, "printWidth": 60 }',
    );
    await promisify(execFile)(process.execPath, [prettier, "--write", "."], { cwd: project, env: personalEnv() });
    const found = await statuses(cwd, ...TO_PNPM);
    expect(Object.entries(found).filter(([, status]) => status === "conflict" || status === "beside")).toEqual([]);
    expect(found).toMatchObject({ "package.json": "merge" });
    expect(await readFile(join(project, "package.json"), "utf8")).toContain('\n        "dev": "laniakea-plugin dev"');
  });
});

describe("what is in the way", () => {
  test("a link, a folder, a read-only file and one of 5 MB stay, with the new text beside", async () => {
    const { cwd, project } = await makeProject();
    await rm(join(project, "README.md"));
    await writeFile(join(cwd, "elsewhere.md"), "mine");
    await symlink(join(cwd, "elsewhere.md"), join(project, "README.md"));
    await rm(join(project, "package.json"));
    await mkdir(join(project, "package.json"));
    await chmod(join(project, "AGENTS.md"), 0o444);
    const large = "a line\n".repeat(750_000);
    await writeFile(join(project, ".github/workflows/ci.yml"), large);
    expect(await statuses(cwd, ...TO_PNPM)).toMatchObject({
      "README.md.new": "beside",
      "package.json.new": "beside",
      "AGENTS.md.new": "beside",
      ".github/workflows/ci.yml.new": "beside",
    });
    expect(await readFile(join(cwd, "elsewhere.md"), "utf8")).toBe("mine");
    expect(await readFile(join(project, ".github/workflows/ci.yml"), "utf8")).toBe(large);
  });

  test("a folder without a record, a damaged record, and one of a newer version", async () => {
    const { cwd, project } = await makeProject();
    const record = join(project, ".create-laniakea-plugin.json");
    await edit(project, ".create-laniakea-plugin.json", (text) =>
      text.replace('"version": "0.1.0"', '"version": "9.0.0"'),
    );
    expect(await update(cwd)).toMatchObject({ code: 2, stderr: expect.stringContaining("@latest update") });
    await writeFile(record, "{");
    expect(await update(cwd)).toMatchObject({ code: 2, stderr: expect.stringContaining("is damaged") });
    await rm(record);
    const outcome = await update(cwd, "--json");
    expect([outcome.code, JSON.parse(outcome.stdout).error.code]).toEqual([2, "usage"]);
  });

  test("taking back what was changed since is refused; with --force a copy is kept", async () => {
    const { cwd, project } = await makeProject();
    const before = await filesOf(project);
    await update(cwd, "--timeout", "60");
    await edit(project, "laniakea-plugin.yaml", (text) => `${text}# mine\n`);
    const refused = await update(cwd, "--undo");
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("  laniakea-plugin.yaml\n")]);
    expect((await update(cwd, "--undo", "--force")).code).toBe(0);
    const after = new Map(await filesOf(project));
    expect(after.get("replaced/laniakea-plugin.yaml")).toMatch(/timeout: 60\n[^]*# mine\n$/);
    after.delete("replaced/laniakea-plugin.yaml");
    expect(after).toEqual(before);
  });
});
