import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyRepository } from "./copied-repository.js";
import { ROOT } from "./create-support/cli.js";

const { ARROWS } = (await import(pathToFileURL(join(ROOT, ".dependency-cruiser.mjs")).href)) as {
  readonly ARROWS: Readonly<Record<string, readonly string[]>>;
};

/** A folder with more files than a person takes in at a glance is two rooms. */
const MOST_FILES = 16;

test("ARCHITECTURE.md draws exactly the arrows that are checked", async () => {
  const text = await readFile(join(ROOT, "ARCHITECTURE.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([\w/-]+)` \| .* \| ?(.*?) ?\|$/gm)];
  const drawn = rows.map(([, room = "", arrows = ""]) => [room, arrows.match(/[\w/-]+/g) ?? []] as const);
  const sorted = (arrows: readonly string[]) => [...arrows].sort();
  const checked = Object.entries(ARROWS).map(([room, arrows]) => [room, sorted(arrows)]);
  expect(Object.fromEntries(drawn.map(([room, arrows]) => [room, sorted(arrows)]))).toEqual(
    Object.fromEntries(checked),
  );
});

test("every folder of sources is in a room that is drawn, and none is too full", async () => {
  for (const root of ["generators", "cli", "daemon", "sdk/typescript/src"]) {
    for (const entry of await readdir(join(ROOT, root), { recursive: true, withFileTypes: true })) {
      const folder = entry.parentPath.slice(ROOT.length + 1);
      if (!entry.name.endsWith(".ts") || folder.includes("fixtures")) continue;
      expect(
        Object.keys(ARROWS).some((room) => folder === room || folder.startsWith(`${room}/`)),
        folder,
      ).toBe(true);
      const names = await readdir(entry.parentPath);
      const files = names.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
      expect(files.length, folder).toBeLessThanOrEqual(MOST_FILES);
    }
  }
});

describe("the linter", () => {
  let repository: string;
  beforeAll(async () => {
    repository = await mkdtemp(join(tmpdir(), "arrows-"));
    await copyRepository(repository);
  });
  afterAll(() => rm(repository, { recursive: true, force: true }));

  const lint = () =>
    promisify(execFile)("npm", ["run", "--silent", "lint:arrows"], { cwd: repository }).then(
      () => ({ code: 0, stdout: "" }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    );

  /** Lints with files that are not there otherwise. */
  async function lintWith(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) await writeFile(join(repository, path), text);
    const outcome = await lint();
    for (const path of Object.keys(files)) await rm(join(repository, path));
    return outcome;
  }

  test("is a part of npm run lint, and has nothing to say about what is there", async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    expect(scripts.lint).toContain("npm run --silent lint:arrows");
    expect(await lint()).toEqual({ code: 0, stdout: "" });
  });

  test.each([
    ["cli knows no generator", "cli/run/wrong.ts", '../../generators/version.js"', "no-arrow (cli/run → generators)"],
    ["daemon knows nobody", "daemon/wrong.ts", '../cli/run/ci.js"', "no-arrow (daemon → cli/run)"],
    ["types count", "daemon/wrong.ts", '../cli/run/progress.js"', "no-arrow (daemon → cli/run)"],
    ["only plan knows ejs", "generators/answers/wrong.ts", 'ejs"', "only-in-its-room (ejs)"],
  ])("refuses a wrong arrow: %s", async (name, file, from, rule) => {
    const kind = name === "types count" ? "import type" : "import";
    const { code, stdout } = await lintWith({
      [file]: `${kind} * as other from "${from};\nexport type Other = typeof other;\n`,
    });
    expect(code).not.toBe(0);
    expect(stdout).toContain(rule);
    expect(stdout).toContain(basename(file));
  });

  test("refuses a circle of files, and one of folders", async () => {
    const files = await lintWith({
      "cli/run/one.ts": 'import type { Two } from "./two.js";\nexport type One = Two | 1;\n',
      "cli/run/two.ts": 'import type { One } from "./one.js";\nexport type Two = { one: One };\n',
    });
    expect(files).toMatchObject({ code: expect.any(Number), stdout: expect.stringContaining("circle-of-files") });
    const folders = await lintWith({
      "sdk/typescript/src/go-plugin/rpc/one.ts": 'export { healthService } from "../services/one.js";\n',
      "sdk/typescript/src/go-plugin/services/one.ts": "export const healthService = 1;\n",
    });
    expect(folders).toMatchObject({ code: expect.any(Number), stdout: expect.stringContaining("circle-of-folders") });
  });
});
