import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../create/support/cli.js";
import { copyRepository } from "./copied-repository.js";

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

// It reads all sources: on a machine that runs other tests beside, that takes a while.
describe("the linter", { timeout: 120_000 }, () => {
  let repository: string;
  beforeAll(async () => {
    repository = await mkdtemp(join(tmpdir(), "arrows-"));
    await copyRepository(repository);
  });
  afterAll(() => rm(repository, { recursive: true, force: true }));

  const lint = (script: string) =>
    promisify(execFile)("npm", ["run", "--silent", script], { cwd: repository }).then(
      () => ({ code: 0, stdout: "" }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    );

  test("is a part of npm run lint, which runs before all tests", async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    expect(scripts.lint).toContain("npm run --silent lint:arrows");
    expect(scripts["lint:arrows"]).toBe("npm run --silent lint:rooms && npm run --silent lint:circles");
    expect(scripts.pretest).toMatch(/\blint\b/);
  });

  /** What it says of files that are not there otherwise, by rule and place. */
  async function saidOf(script: string, wrong: Readonly<Record<string, string>>): Promise<string> {
    for (const [path, text] of Object.entries(wrong)) await writeFile(join(repository, path), `${text}\n`);
    const { code, stdout } = await lint(script);
    for (const path of Object.keys(wrong)) await rm(join(repository, path));
    expect(code).not.toBe(0);
    return stdout.replace(/\s+/g, " ");
  }

  test("refuses every wrong arrow, of types too", async () => {
    const said = await saidOf("lint:rooms", {
      "cli/run/knows-generator.ts": `export * from ${'"../../generators/version.js"'};`,
      "daemon/knows-somebody.ts": `export * from ${'"../cli/run/environment.js"'};`,
      "daemon/knows-a-type.ts": `export type { Progress } from ${'"../cli/run/progress/progress.js"'};`,
      "generators/answers/knows-ejs.ts": 'export { default } from "ejs";',
    });
    expect(said).toContain("no-arrow (cli/run → generators): cli/run/knows-generator.ts");
    expect(said).toContain("no-arrow (daemon → cli/run): daemon/knows-somebody.ts");
    expect(said).toContain("no-arrow (daemon → cli/run): daemon/knows-a-type.ts");
    expect(said).toContain("only-in-its-room (ejs): generators/answers/knows-ejs.ts");
    // What is wrong does not drown in what follows from it.
    expect(said).toContain("4 dependency violations");
  });

  test("refuses every circle of files or of folders", async () => {
    const said = await saidOf("lint:circles", {
      "cli/text/one.ts": `import type { Two } from ${'"./two.js"'};\nexport type One = Two | 1;`,
      "cli/text/two.ts": `import type { One } from ${'"./one.js"'};\nexport type Two = { one: One };`,
      "sdk/typescript/src/go-plugin/rpc/goes-up.ts": `export * from ${'"../services/health.js"'};`,
    });
    expect(said).toContain("circle-of-files: cli/text/one.ts → cli/text/two.ts → cli/text/one.ts");
    expect(said).toContain(
      "circle-of-folders: sdk/typescript/src/go-plugin/rpc → sdk/typescript/src/go-plugin/services",
    );
  });
});
