import { createHash } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isRoot, openGenerator, runAs, type UserOptions } from "./support/other-user.js";

const generator = await openGenerator();
const work = await mkdtemp(join(tmpdir(), "create-same-"));
await chmod(work, 0o777);
afterAll(async () => {
  await rm(work, { recursive: true, force: true });
  await generator.remove();
});
/** Another day, in another century; Node.js has no flag for it. */
const clock = join(work, "clock.cjs");
await writeFile(
  clock,
  `const Real = Date, shift = 1e12 * 3;
globalThis.Date = class extends Real {
  constructor(...args) { if (args.length === 0) super(Real.now() + shift); else super(...args); }
  static now() { return Real.now() + shift; }
};`,
);
if (!isRoot) console.log("skipped: the same bytes for another user; only root can become one");

const PROJECTS: readonly (readonly string[])[] = [
  ["--type", "controller", "--description", 'İı ẞß "$`\\ 測'],
  ["--package-manager", "yarn", "--timeout", "5", "--sdk", "^0.1.0"],
  ["--package-manager", "pnpm", "--max-timeouts", "0"],
  ["--language", "python"],
  ["--language", "go"],
];
const SURROUNDINGS: Readonly<Record<string, Omit<UserOptions, "cli" | "cwd">>> = {
  "another date": { env: { NODE_OPTIONS: `--require ${clock}` } },
  "another language and time zone": { env: { LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", TZ: "Pacific/Kiritimati" } },
  "no HOME, another name": { env: { HOME: undefined, USER: "ayşe", LOGNAME: "ayşe", HOSTNAME: "elsewhere" } },
  "umask 077": { umask: "077" },
  ...(isRoot ? { "another user": { nobody: true, env: { HOME: "/nowhere" } } } : {}),
};

/** Path, rights and SHA-256 of all that is in the projects. */
async function make(options: Omit<UserOptions, "cli" | "cwd">): Promise<readonly string[]> {
  const cwd = await mkdtemp(join(work, "run-"));
  await chmod(cwd, 0o777);
  const outcomes = PROJECTS.map(async (args, index) => {
    const outcome = await runAs([`p${index}`, ...args, "--yes", "--no-install"], {
      ...options,
      cli: generator.cli,
      cwd,
    });
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
  });
  await Promise.all(outcomes);
  const paths = (await readdir(cwd, { recursive: true })).sort();
  return Promise.all(
    paths.map(async (path) => {
      const found = await stat(join(cwd, path));
      const sum = found.isFile()
        ? createHash("sha256")
            .update(await readFile(join(cwd, path)))
            .digest("hex")
        : "folder";
      return `${(found.mode & 0o777).toString(8)} ${sum} ${path}`;
    }),
  );
}

describe.skipIf(process.platform === "win32")("the same answers make the same bytes and rights", async () => {
  const expected = await make({});

  test("in another folder", async () => {
    expect(expected.length).toBeGreaterThan(80);
    expect(expected.filter((line) => !/^(755 folder|644 [0-9a-f]{64}) /.test(line))).toEqual([]);
    expect(await make({})).toEqual(expected);
  });

  test.each(Object.entries(SURROUNDINGS))("%s", async (_, options) => {
    const ofOwner = (line: string) => line.replace(/^(\d)\d\d /, "$1 ");
    const made = await make(options);
    if (options.umask === undefined) expect(made).toEqual(expected);
    else expect(made.map(ofOwner)).toEqual(expected.map(ofOwner));
  });
});
