import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { cacheFolder } from "../../cli/files/cache-folder.js";
import { namesIn, type Outcome, outcomeOf, ROOT } from "../create/support/cli.js";
import { type Manager, MANAGERS, pathWith } from "./managers.js";
import { startRegistry } from "./registry.js";

const MINUTES = 60_000;
const SDK = join(ROOT, "sdk/typescript");

const work = await mkdtemp(join(tmpdir(), "published-"));
const registry = await startRegistry({ thisMachineOnly: true });
afterAll(async () => {
  await registry?.stop();
  await rm(work, { recursive: true, force: true });
});
await registry?.publish(SDK);
await registry?.publish(ROOT);

/** A person with nothing but a package manager: an empty HOME, a folder with a space and an umlaut, no setting but the registry. */
class Person {
  readonly #env: Record<string, string>;

  private constructor(
    readonly folder: string,
    env: Record<string, string>,
  ) {
    this.#env = env;
  }

  /** Undefined where the package manager cannot be had. */
  static async with(manager: Manager): Promise<Person | undefined> {
    const PATH = await pathWith(manager);
    if (PATH === undefined || registry === undefined) return undefined;
    const base = join(work, `${manager.name}-${manager.version}`);
    const [HOME, TMPDIR, folder] = [join(base, "home"), join(base, "tmp"), join(base, "mein Gerät")];
    for (const made of [HOME, TMPDIR, folder]) await mkdir(made, { recursive: true });
    return new Person(folder, {
      ...{ PATH, HOME, TMPDIR, LANG: "C.UTF-8", NO_UPDATE_NOTIFIER: "1" },
      // The tools of a build come once per machine, also for a person without a home.
      LANIAKEA_PLUGIN_CACHE: cacheFolder(),
      npm_config_registry: registry.url,
      YARN_NPM_REGISTRY_SERVER: registry.url.replace(/\/$/, ""),
      ...manager.env?.(HOME, registry.url),
    });
  }

  /** Runs what is typed, or pasted, into a shell. */
  async types(line: string, cwd = this.folder, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    await mkdir(cwd, { recursive: true });
    const child = spawn("sh", ["-c", line], { cwd, env: { ...this.#env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    return outcomeOf(child);
  }

  async succeedsWith(line: string, cwd?: string, env?: Readonly<Record<string, string>>): Promise<string> {
    const { code, stdout, stderr } = await this.types(line, cwd, env);
    expect(code, `${line}\n${stdout}\n${stderr}`).toBe(0);
    return stdout;
  }

  /** Types the line that makes the first project again, elsewhere. */
  async makesAgain(line: string, elsewhere: string, env?: Readonly<Record<string, string>>): Promise<void> {
    const folder = join(this.folder, elsewhere);
    await this.succeedsWith(line, folder, env);
    expect(await recordOf(join(folder, "my-sensor"))).toBe(await recordOf(join(this.folder, "my-sensor")));
    const installed = existsSync(join(folder, "my-sensor/node_modules/laniakea-plugin-sdk/package.json"));
    expect(installed).toBe(!line.endsWith(" --no-install"));
  }
}

/** The record has the hash of every file. */
const recordOf = (project: string) => readFile(join(project, ".create-laniakea-plugin.json"), "utf8");

/** What the registry tells of a package, as far as we look. */
interface Packument {
  readonly "dist-tags": { readonly latest: string };
  readonly versions: Readonly<
    Record<string, { readonly dist: { readonly tarball: string; readonly integrity: string } }>
  >;
}

describe.skipIf(registry === undefined)("what is published", () => {
  /** The newest version as the registry has it, and the files in its tarball. */
  const latest = async (name: string) => {
    const { "dist-tags": tags, versions } = (await (await fetch(`${registry?.url}${name}`)).json()) as Packument;
    const { tarball: address = "", integrity } = versions[tags.latest]?.dist ?? {};
    const tarball = join(work, `${name}.tgz`);
    const contents = Buffer.from(await (await fetch(address)).arrayBuffer());
    await writeFile(tarball, contents);
    const { stdout } = await promisify(execFile)("tar", ["-tzf", tarball]);
    const files = stdout
      .trim()
      .split("\n")
      .map((file) => file.replace(/^package\//, ""));
    return { version: tags.latest, integrity, bytes: contents.length, files: files.sort() };
  };
  const filesIn = async (folder: string) => {
    const entries = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return files.map((file) => relative(ROOT, file).split(sep).join("/"));
  };

  test("the generator: what is built, and five texts", async () => {
    const { version, files, bytes } = await latest("create-laniakea-plugin");
    expect(version).toBe(JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")).version);
    const texts = ["CHANGELOG.md", "LICENSE", "README.md", "package.json", "generators/report.schema.json"];
    expect(files).toEqual([...texts, ...(await filesIn("dist"))].sort());
    expect(files.filter((file) => /\.map$|\.test\.|node_modules/.test(file))).toEqual([]);
    expect(bytes).toBeLessThan(1_350_000);
  });

  test("the SDK: byte for byte what projects carry", async () => {
    const { version, integrity, files, bytes } = await latest("laniakea-plugin-sdk");
    const vendored = await readFile(join(ROOT, `dist/vendor/laniakea-plugin-sdk-${version}.tgz`));
    expect(integrity).toBe(`sha512-${createHash("sha512").update(vendored).digest("base64")}`);
    const built = (await filesIn("sdk/typescript/dist")).map((file) => file.replace(/^sdk\/typescript\//, ""));
    expect(files).toEqual([...built, "LICENSE", "README.md", "package.json"].sort());
    expect(bytes).toBeLessThan(420_000);
  });

  test.each([
    ["dist", ["commander", "inquirer", "yeoman-generator", "yaml"]],
    ["sdk/typescript/dist", ["commander", "yaml"]],
  ])("%s has the licences of what is bundled in it", async (folder, bundled) => {
    const notices = await readFile(join(ROOT, folder, "THIRD-PARTY-NOTICES.txt"), "utf8");
    const heads = notices.split(`\n${"-".repeat(80)}\n\n`).map((text) => text.split("\n", 1)[0] ?? "");
    for (const name of bundled) expect(heads).toContainEqual(expect.stringMatching(`^${name} [0-9.]+ \\(\\S+\\)$`));
    // A licence that asks for more than its text to be there would have to be looked at.
    const known = /\((MIT|ISC|BSD-[23]-Clause|Apache-2\.0|Artistic-2\.0|CC0-1\.0)\)$/;
    expect(heads.filter((head) => !known.test(head))).toEqual([]);
  });
});

/** What a build needs lies elsewhere in each kind of node_modules; lint and check need no more than the tests do. */
const SCRIPTS: Readonly<Record<string, readonly string[]>> = { npm: ["lint", "build", "check"], pnpm: ["build"] };

/** The first projects, and the line that makes the same again. */
const made = new Map<Manager, { readonly person: Person; readonly line: string }>();

describe.skipIf(process.platform === "win32").concurrent("a first project, from an empty home, with", () => {
  test.each(MANAGERS)("$name $version", { timeout: 5 * MINUTES }, async (manager) => {
    const person = await Person.with(manager);
    if (person === undefined) return;
    const { name, create, lockFile, test: testLine, again } = manager;
    // Each type has its turn.
    const type = MANAGERS.indexOf(manager) % 2 === 0 ? "controller" : "datasource";
    const said = await person.succeedsWith(`${create} --type ${type} --timeout 60 --yes`);

    // What comes next, in its words; and it works.
    const project = join(person.folder, "my-sensor");
    const lockFiles = (await namesIn(project)).filter((file) => /lock/.test(file));
    expect(lockFiles).toEqual([lockFile]);
    const next = /\nNext:\n([\s\S]*?)\n\n/.exec(said)?.[1] ?? "";
    const lines = next.split("\n").map((line) => line.replace(/ +#.*/, "").trim());
    expect(lines.slice(0, 5)).toEqual([
      "cd my-sensor",
      ...[`${name} run dev`, testLine, `${name} run build`, `${name} run register`],
    ]);
    expect(await person.succeedsWith(testLine, project)).toMatch(/\n# fail 0\n/);
    for (const script of SCRIPTS[name] ?? []) await person.succeedsWith(`${name} run ${script}`, project);

    // The lock file is complete: what CI runs changes nothing. npm's came with the project, and its install left it alone.
    const lock = await readFile(join(project, lockFile), "utf8");
    if (name === "npm") {
      const record = JSON.parse(await readFile(join(project, ".create-laniakea-plugin.json"), "utf8"));
      expect(record.files[lockFile]).toBe(createHash("sha256").update(lock).digest("hex"));
      expect(lock).not.toMatch(/"resolved": "(?!file:)/);
      await person.succeedsWith("npm ls --all", project);
    }
    await person.succeedsWith(name === "npm" ? "npm ci" : `${name} install --frozen-lockfile`, project, { CI: "true" });
    expect(await readFile(join(project, lockFile), "utf8")).toBe(lock);

    // The line to make the same again does, when it is pasted: below, without a network.
    const line = /\nTo make the same again:\n {2}(.*)\n/.exec(said)?.[1] ?? "";
    expect(line.slice(0, again.length)).toBe(again);
    if (manager.cachesByRequest) await person.makesAgain(line, "again");
    made.set(manager, { person, line });
  });
});

describe.skipIf(process.platform === "win32")("a further project", () => {
  test("has the SDK from the registry, and finds nothing that is not declared", { timeout: 5 * MINUTES }, async () => {
    const [pnpm, { person } = {}] = [...made].find(([{ name }]) => name === "pnpm") ?? [];
    if (pnpm === undefined || person === undefined) return;
    const folder = join(person.folder, "from the registry");
    const { version } = JSON.parse(await readFile(join(SDK, "package.json"), "utf8"));
    await person.succeedsWith(`${pnpm.create} --sdk ^${version} --yes`, folder);
    const project = join(folder, "my-sensor");
    expect(existsSync(join(project, "vendor"))).toBe(false);
    expect(await person.succeedsWith("pnpm exec laniakea-plugin --version", project)).toBe(`${version}\n`);
    expect(await person.succeedsWith("pnpm test", project)).toMatch(/\n# fail 0\n/);
  });
});

describe.skipIf(process.platform === "win32")("without a network, a second project with", () => {
  test("the registry is gone", async () => {
    await registry?.stop();
    if (registry) await expect(fetch(registry.url)).rejects.toThrow();
  });

  describe.concurrent("what is in the caches", () => {
    test.each(MANAGERS)("$name $version", { timeout: 5 * MINUTES }, async (manager) => {
      const { person, line } = made.get(manager) ?? {};
      if (person === undefined || line === undefined) return;
      await person.makesAgain(manager.offlineLine?.(line) ?? line, "offline", manager.offlineEnv);
    });
  });
});
