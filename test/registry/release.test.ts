import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { notesOf, withVersion } from "../../build/release/changelog.js";
import { packRelease } from "../../build/release/pack.js";
import { checkTag, releaseNotes, setVersion } from "../../build/release/version.js";
import { namesIn, personalEnv, ROOT } from "../create/support/cli.js";
import { copyRepository } from "../repository/copied-repository.js";
import { startRegistry } from "./registry.js";

const MINUTES = 60_000;
const NEXT = "99.1.0";
const VERSIONED = ["package.json", "sdk/typescript/package.json", "package-lock.json"];

const work = await mkdtemp(join(tmpdir(), "release-"));
/** This repository, with what its build has made, as it is when the next version is to be released. */
const root = join(work, "repository");
const packages = join(work, "packages");
beforeAll(async () => {
  await copyRepository(root);
  await cp(join(ROOT, "dist"), join(root, "dist"), { recursive: true });
  await cp(join(ROOT, "sdk/typescript/dist"), join(root, "sdk/typescript/dist"), { recursive: true });
  await writeFile(join(root, "CHANGELOG.md"), "# Changelog\n\n## Unreleased\n\n- All is new.\n\n## 0.0.9\n\n- Old.\n");
  await setVersion(root, NEXT);
  await packRelease(root, packages, { isBuilt: true });
});
afterAll(() => rm(work, { recursive: true, force: true }));

describe("the version", () => {
  test("is set everywhere, and nothing else is changed", async () => {
    for (const file of VERSIONED) {
      const [before, after] = await Promise.all([ROOT, root].map((folder) => readFile(join(folder, file), "utf8")));
      const lines = (after ?? "").split("\n");
      const changed = (before ?? "")
        .split("\n")
        .flatMap((line, index) => (line === lines[index] ? [] : [lines[index]]));
      expect(changed.map((line) => line?.trim())).toEqual(
        Array.from({ length: file === "package-lock.json" ? 3 : 1 }, () => `"version": "${NEXT}",`),
      );
    }
    expect(await readFile(join(root, "CHANGELOG.md"), "utf8")).toBe(
      `# Changelog\n\n## ${NEXT}\n\n- All is new.\n\n## 0.0.9\n\n- Old.\n`,
    );
  });

  test.each([
    ["1.2", /^1\.2 is no version such as/],
    ["v1.2.3", /^v1\.2\.3 is no version/],
    [NEXT, /^the version is 99\.1\.0 already$/],
    ["99.2.0", /^CHANGELOG\.md says nothing of 99\.2\.0/],
    ["0.0.9", /^CHANGELOG\.md has a section 0\.0\.9 already$/],
  ])("%s is refused, and nothing is changed", async (version, reason) => {
    const texts = () => Promise.all([...VERSIONED, "CHANGELOG.md"].map((file) => readFile(join(root, file), "utf8")));
    const before = await texts();
    await expect(setVersion(root, version)).rejects.toThrow(reason);
    expect(await texts()).toEqual(before);
  });

  test("is the tag's, and the changelog has it", async () => {
    await expect(checkTag(root, `v${NEXT}`)).resolves.toBeUndefined();
    await expect(checkTag(root, NEXT)).rejects.toThrow(
      `create-laniakea-plugin has the version ${NEXT}, and the tag is ${NEXT}`,
    );
    expect(await releaseNotes(root)).toBe("- All is new.\n");
  });

  test("is published only from the repository that the packages name", async () => {
    const url = "git+https://github.com/lab/plugins.git";
    await expect(checkTag(root, `v${NEXT}`, "lab/plugins")).rejects.toThrow(
      `npm refuses create-laniakea-plugin: its package.json needs "repository": { "type": "git", "url": "${url}" }`,
    );
    const named = join(work, "named");
    for (const file of ["package.json", "sdk/typescript/package.json"]) {
      await mkdir(join(named, file, ".."), { recursive: true });
      const manifest = JSON.parse(await readFile(join(root, file), "utf8"));
      await writeFile(join(named, file), JSON.stringify({ ...manifest, repository: { type: "git", url } }));
    }
    await cp(join(root, "CHANGELOG.md"), join(named, "CHANGELOG.md"));
    await expect(checkTag(named, `v${NEXT}`, "lab/plugins")).resolves.toBeUndefined();
  });
});

describe("the changelog", () => {
  test("has something to release, or has been released", async () => {
    const text = await readFile(join(ROOT, "CHANGELOG.md"), "utf8");
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    const says = /^## Unreleased$/m.test(text) ? withVersion(text, NEXT) : text;
    expect(notesOf(says, says === text ? version : NEXT)).toMatch(/^- /);
  });

  test.each([
    ["## Unreleased\n\n## 1.0.0\n\n- x\n", 'says nothing of 1.1.0: its first section has to be "Unreleased"'],
    ["## 1.0.0\n\n- x\n\n## Unreleased\n\n- y\n", "says nothing of 1.1.0"],
    ["# Changelog\n", "says nothing of 1.1.0"],
  ])("that has nothing new releases nothing: %j", (text, reason) => {
    expect(() => withVersion(text, "1.1.0")).toThrow(reason);
  });
});

describe("what is published", () => {
  test("is both packages, the Python SDK's wheel, their sums and the notes", async () => {
    const names = await namesIn(packages);
    const wheel = names.find((name) => name.endsWith(".whl")) ?? "";
    const tarballs = [`create-laniakea-plugin-${NEXT}.tgz`, `laniakea-plugin-sdk-${NEXT}.tgz`];
    expect(names).toEqual(["SHA256SUMS", tarballs[0], tarballs[1], wheel, "notes.md"]);
    const sums = (await readFile(join(packages, "SHA256SUMS"), "utf8")).trimEnd().split("\n");
    expect(sums.map((line) => line.split("  ")[1])).toEqual([...tarballs, wheel]);
    for (const line of sums) {
      const [sum, name = ""] = line.split("  ");
      expect(
        createHash("sha256")
          .update(await readFile(join(packages, name)))
          .digest("hex"),
      ).toBe(sum);
    }
  });

  test(
    "a dry run of the workflow's own commands publishes the SDK, then the generator",
    { timeout: 3 * MINUTES },
    async () => {
      const registry = await startRegistry();
      if (registry === undefined) return;
      const workflow = parse(await readFile(join(ROOT, ".github/workflows/release.yml"), "utf8"));
      const commands: string[] = workflow.jobs.publish.steps.flatMap(({ run }: { run?: string }) => run ?? []);
      const address = registry.url.replace(/^http:/, "");
      const env = personalEnv({
        npm_config_dry_run: "true",
        npm_config_json: "true",
        npm_config_registry: registry.url,
        [`npm_config_${address}:_authToken`]: "any",
        DIST_TAG: "latest",
      });
      try {
        const published: unknown[] = [];
        for (const command of commands) {
          const { stdout } = await promisify(execFile)("bash", ["-ec", command], { cwd: packages, env });
          published.push(JSON.parse(stdout));
        }
        expect(JSON.stringify(published)).toMatch(
          new RegExp(`laniakea-plugin-sdk@${NEXT}.*create-laniakea-plugin@${NEXT}`),
        );
        expect(commands).toHaveLength(2);
      } finally {
        await registry.stop();
      }
    },
  );

  test("holds exactly what a user needs", async () => {
    const list = async (name: string) => {
      const { stdout } = await promisify(execFile)("tar", ["-tzf", join(packages, `${name}-${NEXT}.tgz`)]);
      return stdout
        .trimEnd()
        .split("\n")
        .map((path) => path.replace(/^package\//, ""))
        .sort();
    };
    // The versions of a project's packages are in the layers that need them, and nothing of a project.
    const entries = await readdir(join(ROOT, "templates"), { recursive: true, withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory());
    const paths = folders.map(({ parentPath, name }) => relative(join(ROOT, "templates"), join(parentPath, name)));
    // Those of sources are two folders deeper.
    const layers = paths
      .filter((path) => /^(?!dependency-versions|sources)[^/]+$|^sources\/[^/]+\/[^/]+$/.test(path))
      // Those of a language are one module, and those of a source.
      .map((path) => path.replace(/^(?:(sources\/[^/]+)\/.*|([^-/]+)-.*)$/, "$1$2"))
      .map((name) => `dist/layers/${name}.js`);
    const [generator, sdk] = [await list("create-laniakea-plugin"), await list("laniakea-plugin-sdk")];
    const outside = (paths: readonly string[], folder: string) =>
      paths.filter((path) => !path.startsWith(`${folder}/`));
    expect(outside(generator, "dist")).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "generators/report.schema.json",
      "package.json",
    ]);
    expect(generator.filter((path) => path.startsWith("dist/layers/"))).toEqual([...new Set(layers)].sort());
    expect(outside(sdk, "dist")).toEqual(["LICENSE", "README.md", "package.json"]);
    for (const path of [...generator, ...sdk]) expect(path).not.toMatch(/\.test\.|\.tsbuildinfo$|fixtures/);
  });
});

test("a tag of another version, and a step that is not there, end with 1 and one line", async () => {
  await mkdir(join(work, "cwd"), { recursive: true });
  for (const [args, said] of [
    [["check", "v99.9.9"], "error: create-laniakea-plugin has the version"],
    [["publish", "x"], "error: npm run release -- version X.Y.Z | check vX.Y.Z | pack FOLDER"],
  ] as const) {
    const script = join(ROOT, "build/release.ts");
    const tsx = join(ROOT, "node_modules/tsx/dist/cli.mjs");
    const failed = await promisify(execFile)(process.execPath, [tsx, script, ...args], {
      cwd: join(work, "cwd"),
    }).catch((error: { code: number; stderr: string }) => error);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(/^[^\n]*\n$/) });
    expect(failed.stderr).toContain(said);
  }
});
