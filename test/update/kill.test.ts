import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT, start } from "../create/support/cli.js";
import { seeded } from "../create/support/random.js";
import { inMemory } from "../support/in-memory.js";
import { unpackOldProject } from "./old-projects.js";
import { filesOf } from "./project-files.js";

const MINUTES = 60_000;
const POINTS = 100;
const SEED = Number(process.env["KILL_SEED"] ?? Math.floor(Math.random() * 1e6));
const LAYER = join(ROOT, "test/create/support/kill-layer.cjs");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(inMemory(), "update-kill-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function update(project: string, args: readonly string[], env: Record<string, string> = {}) {
  const { ended } = start(["update", project, "--yes", "--no-install", ...args], {
    cwd: folder,
    env: { NODE_OPTIONS: `--require ${LAYER}`, ...env },
  });
  return ended;
}

async function prepared(name: string): Promise<string> {
  const project = await unpackOldProject("python-controller", join(folder, name));
  await writeFile(join(project, "Makefile"), "mine\n");
  await rm(join(project, "AGENTS.md"));
  return project;
}

describe(`an update that is killed at ${POINTS} random moments (KILL_SEED=${SEED})`, () => {
  test("is taken back or done again as a whole, and leaves nothing", { timeout: 10 * MINUTES }, async () => {
    const reference = await prepared("reference");
    const before = await filesOf(reference);
    const calls = join(folder, "calls");
    expect((await update(reference, [], { CALLS_FILE: calls })).code).toBe(0);
    const after = await filesOf(reference);
    const count = Number(await readFile(calls, "utf8"));
    expect(count).toBeGreaterThan(40);
    const random = seeded(SEED);
    const seen = { before: 0, between: 0, after: 0 };
    for (let point = 0; point < POINTS; point++) {
      const call = 1 + Math.floor(random() * count);
      const signal = point % 4 === 3 ? "SIGTERM" : "SIGKILL";
      const project = join(folder, `point-${point}`);
      await cp(await fresh(), project, { recursive: true });
      const { stderr } = await update(project, [], { KILL_AT: String(call), KILL_SIGNAL: signal });
      const where = `point ${point}: ${signal} at call ${call} of ${count}\n${stderr}`;
      const now = await filesOf(project);
      const isBefore = same(now, before);
      seen[isBefore ? "before" : same(now, after) ? "after" : "between"]++;
      // A signal that can be heard never leaves half of it.
      if (signal === "SIGTERM")
        expect(
          [before, after].some((state) => same(now, state)),
          where,
        ).toBe(true);
      if (point % 2 === 0) {
        const { code } = await update(project, ["--undo"]);
        // With nothing written there is nothing to take back.
        if (code !== 0) expect(isBefore, where).toBe(true);
        expect(await filesOf(project), where).toEqual(before);
      } else {
        expect((await update(project, [])).code, where).toBe(0);
        expect(await filesOf(project), where).toEqual(after);
      }
      const left = (await readdir(project)).filter((name) => /^\..*(tmp$|update\.)/.test(name));
      expect(left, where).toEqual([]);
      await rm(project, { recursive: true });
    }
    console.log(`updates killed: ${JSON.stringify(seen)}`);
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
  });

  let template: Promise<string> | undefined;
  function fresh(): Promise<string> {
    template ??= prepared("template");
    return template;
  }
});

function same(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}
