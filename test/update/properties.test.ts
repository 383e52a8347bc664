import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RECORD_FILE } from "../../cli/languages/record-file.js";
import type { FileChange } from "../../generators/update/decide.js";
import { isLoose, looseLine, looseText } from "../../generators/update/merge/loose.js";
import { type FilePlan, planFiles } from "../../generators/update/plan-update.js";
import { writeAll } from "../../generators/update/transaction.js";
import { undo } from "../../generators/update/undo.js";
import { inMemory } from "../support/in-memory.js";
import { ANSWERS, type Files, recordOf, rendered, type Scenario, scenarios } from "./random-projects.js";

const CASES = 2_000;
/** Each case waits for the system some hundred times: others go on meanwhile. */
const LANES = 4;
/** The same cases each time, so that a run can be compared with the last; `UPDATE_SEED` tries others. */
const SEED = Number(process.env["UPDATE_SEED"] ?? 20261126);
const never = new AbortController().signal;

// On Linux cp(1) gives a replaced file the attributes of the former one, which would be 11,000 processes. What it does has tests of
// its own (cli/files/attributes.test.ts); here it is as on macOS, where Node does it.
const { platform } = process;
beforeAll(() => void Object.defineProperty(process, "platform", { value: "darwin" }));
afterAll(() => void Object.defineProperty(process, "platform", { value: platform }));

const seen = { cases: 0, conflicts: 0, merges: 0, beside: 0 };

test(
  `of ${CASES} random updates, none loses a line, and each can be repeated and taken back`,
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(inMemory(), "update-test-"));
    const property = fc.asyncProperty(scenarios, (scenario) => tryOne(join(folder, String(seen.cases++)), scenario));
    const lanes = Array.from({ length: LANES }, (_, lane) => lane);
    try {
      await Promise.all(lanes.map((lane) => fc.assert(property, { numRuns: CASES / LANES, seed: SEED + lane })));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    console.log(`random updates: ${JSON.stringify(seen)}`);
    // Cases that try nothing prove nothing.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(CASES / 10);
  },
);

async function tryOne(project: string, { made, ours, wanted, hasTexts }: Scenario): Promise<void> {
  write(project, ours);
  const plan = await planFiles(project, recordOf(made, hasTexts), ANSWERS, { render: () => rendered(wanted) });
  const before = read(project);
  await writeAll(project, plan.changes, [], never);
  const after = read(project);
  expectAsPlanned(plan, before, after);
  for (const [path, contents] of ours) expectNoLineLost(path, contents, made.get(path), plan, after);
  // Once more: there is nothing to do.
  const again = await planFiles(project, recordOf(wanted, true), ANSWERS, { render: () => rendered(wanted) });
  expect(again.changes).toEqual([]);
  await undo(project, false);
  expect(read(project)).toEqual(before);
  rmSync(project, { recursive: true });
  for (const { status } of plan.changes) {
    if (status === "conflict") seen.conflicts++;
    if (status === "merge") seen.merges++;
    if (status === "beside") seen.beside++;
  }
}

function expectAsPlanned({ changes }: FilePlan, before: Files, after: Files): void {
  const expected = new Map(before);
  for (const { path, after: contents } of changes) {
    if (contents === undefined) expected.delete(path);
    else expected.set(path, contents);
  }
  expect([...after.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, contents] of expected) expect(after.get(path)?.toString(), path).toBe(contents.toString());
}

/** What is in a file and was not made so is the user's. */
function expectNoLineLost(path: string, ours: Buffer, made: Buffer | undefined, plan: FilePlan, after: Files): void {
  const text = after.get(path)?.toString() ?? "";
  const change: FileChange | undefined = plan.changes.find((candidate) => candidate.path === path);
  if (change === undefined || /^vendor\//.test(path))
    return expect(text === ours.toString() || /^vendor\//.test(path)).toBe(true);
  const original = made?.toString() ?? "";
  if (change.why?.includes("formatted") === true) return expect(looseText(ours.toString())).toBe(looseText(original));
  // A line that was only given other blanks is as it was made, where blanks mean nothing.
  const keyOf = isLoose(path) ? looseLine : (line: string) => line;
  const known = new Set(original.split(/\r?\n/).map(keyOf));
  const own = ours
    .toString()
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !known.has(keyOf(line)));
  const has = /\.(json|toml|yaml)$|go\.mod$/.test(path) ? hasWords(text) : hasLine(text);
  for (const line of own)
    expect(has(line), `${path}: ${line}\n--- made\n${original}--- ours\n${ours.toString()}--- result\n${text}`).toBe(
      true,
    );
}

function hasLine(text: string): (line: string) => boolean {
  const lines = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  return (line) => lines.has(line.trim());
}

/** Where keys are merged, a line may have got a comma or a neighbour. */
function hasWords(text: string): (line: string) => boolean {
  return (line) => (line.match(/[\w./-]+/g) ?? []).every((word) => text.includes(word));
}

function write(project: string, files: Files): void {
  mkdirSync(project);
  for (const [path, contents] of [...files, [RECORD_FILE, Buffer.from("the old record")] as const]) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), contents);
  }
}

function read(project: string): Files {
  const entries = readdirSync(project, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name).slice(project.length + 1);
    if (!path.startsWith(".create-laniakea-plugin.update")) files.set(path, readFileSync(join(project, path)));
  }
  return files;
}
