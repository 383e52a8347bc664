import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { condense } from "../../daemon/config/condense.js";
import { addEntry, type EditOptions, removeEntry, updateEntry } from "../../daemon/config/edit.js";
import { decodeConfig } from "../../daemon/config/parse/decode.js";
import { ConfigError, ConfigSyntaxError } from "../../daemon/config/parse/errors.js";
import { parseText } from "../../daemon/config/parse/source.js";
import { configProblems, pluginEntries } from "../../daemon/config/rules.js";
import { viewConfig } from "../../daemon/config/view.js";
import type { PluginEntry } from "../../daemon/entry.js";
import { configs, longConfigs, mutations, typedSettings } from "./yaml-oracle/configs.js";
import { hasGo, Oracle, type Reading } from "./yaml-oracle/oracle.js";

// Run one seed again with ORACLE_SEED, or more cases with ORACLE_RUNS.
const seed = Number(process.env["ORACLE_SEED"] ?? Date.now() % 2 ** 31);
const runs = Number(process.env["ORACLE_RUNS"] ?? 1000);

const FIXTURES = join(import.meta.dirname, "../../daemon/config/fixtures/edited");
const originals = readdirSync(FIXTURES).map((name) => decodeConfig(readFileSync(join(FIXTURES, name, "before.yaml"))));

/** Names and executables that one YAML version or another would take for something else if they stood bare. */
const entries: fc.Arbitrary<PluginEntry> = fc.record({
  name: fc.oneof(
    fc.constantFrom(
      "new-one",
      "no",
      "NULL",
      "0x1F",
      "1e5",
      "-",
      "--",
      "-a",
      "_",
      "y",
      "12_3",
      "010",
      "Infinity",
      "true",
    ),
    fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/),
  ),
  type: fc.constantFrom("datasource", "controller"),
  exec: fc.oneof(
    fc.constantFrom("1.5", "0.0", "on", "a.exe", "1e3.e5", "-"),
    fc.stringMatching(/^[a-zA-Z0-9_-]{1,9}(\.[a-z0-9]{1,3})?$/),
  ),
  timeout: fc.constantFrom(0, 1, 30, 2_147_483_647),
  maxTimeouts: fc.constantFrom(0, 3, 10),
});

const required = process.env["CI"] !== undefined;
if (!hasGo() && !required) console.warn("skipped: the YAML oracle needs a Go toolchain (go)");

describe.skipIf(!hasGo() && !required)("yaml.v2, the daemon's parser, agrees with every edit", () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.start();
  });
  afterAll(() => oracle.stop());

  it(`all ${originals.length} hand-made configs`, async () => {
    const entry: PluginEntry = { name: "new-one", type: "controller", exec: "new_one", timeout: 45, maxTimeouts: 7 };
    for (const text of originals) {
      expect([text, await addAndRemove(oracle, text, entry)]).toEqual([text, "edited"]);
      expect(look(text).dropped).toBe(false);
    }
  });

  it.each([
    ["configs as people write them", configs()],
    ["hand-made configs, changed at random", mutations(originals)],
  ])("%s", { timeout: 300_000 }, async (shows, texts) => {
    const tally = { edited: 0, refused: 0, droppedByDaemon: 0, removed: 0, updated: 0 };
    const property = fc.asyncProperty(texts, entries, fc.nat(), async (text, entry, pick) => {
      const outcome = await addAndRemove(oracle, text, entry);
      tally[outcome]++;
      if (outcome !== "edited") return;
      if (await removeOne(oracle, text, pick)) tally.removed++;
      if (await updateOne(oracle, text, pick, entry)) tally.updated++;
    });
    await fc.assert(property, { seed, numRuns: runs });
    console.log(`yaml oracle: ${shows}: ${runs} cases, seed ${seed}: ${JSON.stringify(tally)}, 0 differences`);
    expect(tally.edited).toBeGreaterThan(runs / 4);
  });

  it.each([
    ["settings of every type", typedSettings()],
    ["configs as people write them", configs()],
  ])("drops the files, and only those, of which doctor says so: %s", { timeout: 300_000 }, async (shows, texts) => {
    const tally = { taken: 0, dropped: 0 };
    const property = fc.asyncProperty(texts, async (text) => {
      const { error, plugins } = await oracle.read(text);
      const verdict = look(text);
      expect(verdict.dropped, error).toBe(error !== "");
      if (error === "") expect(verdict.entries).toEqual(plugins);
      tally[error === "" ? "taken" : "dropped"]++;
    });
    await fc.assert(property, { seed, numRuns: runs });
    console.log(`yaml oracle: ${shows}: ${runs} verdicts, seed ${seed}: ${JSON.stringify(tally)}, 0 differences`);
    expect(tally.taken).toBeGreaterThan(runs / 20);
  });

  it("reads the same bytes as text: UTF-8 and UTF-16, whole and cut short", { timeout: 300_000 }, async () => {
    const tally = { taken: 0, dropped: 0 };
    // A second mark would be a character of the text, half a line end is a matter of its own, and what comes after the first
    // document the daemon does not read.
    const texts = fc
      .oneof(configs(), fc.constant("a: \u{1F321}\n"))
      .map((text) => text.replace(/^\uFEFF/, "").replaceAll("\r", ""))
      .filter((text) => !/^(?:\.\.\.|---)/m.test(text));
    const encoding = fc.constantFrom("utf8", "utf8 with a mark", "utf16le", "utf16be");
    const property = fc.asyncProperty(texts, encoding, fc.nat({ max: 9 }), async (text, form, cut) => {
      const whole = encoded(text, form);
      const bytes = whole.subarray(0, cut < 5 ? whole.length - cut : whole.length);
      const { error, plugins } = await oracle.read(bytes);
      const verdict = look(() => decodeConfig(bytes));
      expect(verdict.dropped, error).toBe(error !== "");
      if (error === "") expect(verdict.entries).toEqual(plugins);
      tally[error === "" ? "taken" : "dropped"]++;
    });
    await fc.assert(property, { seed, numRuns: runs });
    expect(tally.taken).toBeGreaterThan(runs / 20);
    expect(tally.dropped).toBeGreaterThan(runs / 20);
  });
});

function encoded(text: string, form: string): Buffer {
  if (form === "utf8") return Buffer.from(text);
  if (form === "utf8 with a mark") return Buffer.from(`\uFEFF${text}`);
  const bytes = Buffer.from(`\uFEFF${text}`, "utf16le");
  return form === "utf16le" ? bytes : bytes.swap16();
}

/** A long config is edited by its part that matters: the same must come of it as of the whole. */
describe("edits of a part are those of the whole", () => {
  const part = { condensedFrom: 0 };
  const whole = { condensedFrom: Number.POSITIVE_INFINITY };

  // Each case is six edits and two looks, half of them at the whole of a long config.
  const cases = Math.ceil(runs / 6);

  it("long configs, changed at random", { timeout: 600_000 }, () => {
    const tally = { inPart: 0, edited: 0, refused: 0 };
    const property = fc.property(longConfigs(), entries, fc.nat(), (text, entry, pick) => {
      const names = look(text).entries.flatMap((one) => (one?.name ? [one.name] : []));
      const name = names[pick % Math.max(1, names.length)] ?? "none";
      const edits: ((options: EditOptions) => string)[] = [
        (options) => addEntry(text, entry, options).text,
        (options) => removeEntry(text, name, options).text,
        (options) => updateEntry(text, { ...entry, name }, options).text,
      ];
      for (const edit of edits) {
        const [ofPart, ofWhole] = [outcomeOf(() => edit(part)), outcomeOf(() => edit(whole))];
        expect(ofPart).toEqual(ofWhole);
        tally[typeof ofWhole === "string" ? "edited" : "refused"]++;
      }
      expect(outcomeOf(() => viewOf(text, 0))).toEqual(outcomeOf(() => viewOf(text, Number.POSITIVE_INFINITY)));
      if (unlessRefused(() => condense(text, [entry.name]))) tally.inPart++;
    });
    fc.assert(property, { seed, numRuns: cases });
    console.log(`parts: ${cases} long configs, seed ${seed}: ${JSON.stringify(tally)}, 0 differences`);
    expect(tally.inPart).toBeGreaterThan(cases / 4);
  });
});

/** What there is to say of a config, with its places. */
function viewOf(text: string, condensedFrom: number): unknown {
  const { source, obstacles, plugins } = viewConfig(text, condensedFrom);
  return {
    obstacles: obstacles.map(({ message, place }) => [message, place]),
    problems: configProblems(source),
    plugins: plugins.map(({ fields, place }) => ({ timeout: 0, maxTimeouts: 0, ...fields, place: place() })),
  };
}

function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigError) return { refused: error.message, place: error.place };
    throw error;
  }
}

/** What we say that the daemon does with a file, and the plugins that we see in it. */
function look(given: string | (() => string)): { dropped: boolean; entries: (PluginEntry | null)[] } {
  try {
    const { source } = parseText(typeof given === "string" ? given : given());
    const empty = { name: "", type: "", exec: "", timeout: 0, maxTimeouts: 0 };
    const entries = pluginEntries(source).map(({ fields, empty: none }) => (none ? null : { ...empty, ...fields }));
    const dropped = configProblems(source).some(({ severity }) => severity === "defaults");
    return { dropped, entries: entries as (PluginEntry | null)[] };
  } catch (error) {
    if (error instanceof ConfigSyntaxError) return { dropped: true, entries: [] };
    throw error;
  }
}

async function addAndRemove(oracle: Oracle, text: string, entry: PluginEntry) {
  const edit = unlessRefused(() => addEntry(text, entry));
  if (!edit) return "refused";
  if (edit.status === "unchanged") return "edited";
  expect(removeEntry(edit.text, entry.name).text, "register then unregister").toBe(text);
  const before = await oracle.read(text);
  // Such a file starts a daemon without any plugin: nothing can be compared.
  if (before.error !== "") return "droppedByDaemon";
  const after = await oracle.read(edit.text);
  expect(after).toEqual({ ...before, plugins: [...before.plugins, entry] });
  return "edited";
}

/** Takes one of the entries out that were there from the start. */
async function removeOne(oracle: Oracle, text: string, pick: number): Promise<boolean> {
  const before = await oracle.read(text);
  const index = before.plugins.length === 0 ? 0 : pick % before.plugins.length;
  const name = before.plugins[index]?.name;
  if (before.error !== "" || !name) return false;
  const edit = unlessRefused(() => removeEntry(text, name));
  if (!edit) return false;
  const after = await oracle.read(edit.text);
  expect(after).toEqual({ ...before, plugins: before.plugins.toSpliced(index, 1) });
  return true;
}

/** Gives one of the entries that were there from the start other fields; the daemon's default may stay unwritten. */
async function updateOne(oracle: Oracle, text: string, pick: number, fields: PluginEntry): Promise<boolean> {
  const before = await oracle.read(text);
  const index = before.plugins.length === 0 ? 0 : pick % before.plugins.length;
  const name = before.plugins[index]?.name;
  if (before.error !== "" || !name) return false;
  const edit = unlessRefused(() => updateEntry(text, { ...fields, name }));
  if (!edit) return false;
  const after = await oracle.read(edit.text);
  const expected = { ...before, plugins: before.plugins.toSpliced(index, 1, { ...fields, name }) };
  expect(withDefaults(after)).toEqual(withDefaults(expected));
  return true;
}

/** 0 is the default to the daemon. */
function withDefaults(reading: Reading): Reading {
  const plugins = reading.plugins.map((entry) => {
    if (entry === null) return null;
    return { ...entry, timeout: entry.timeout || 30, maxTimeouts: entry.maxTimeouts || 3 };
  });
  return { ...reading, plugins };
}

function unlessRefused<T>(edit: () => T): T | undefined {
  try {
    return edit();
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}
