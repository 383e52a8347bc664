import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PluginEntry } from "../entry.js";
import { addEntry, newConfig, removeEntry, updateEntry } from "./edit.js";
import { decodeForEdit } from "./parse/decode.js";
import { ConfigError, EntryConflict, EntryNotFound } from "./parse/errors.js";

const FIXTURES = join(import.meta.dirname, "fixtures");
const ENTRY: PluginEntry = { name: "new-one", type: "controller", exec: "new_one", timeout: 45, maxTimeouts: 7 };

/** One folder per file that shows something, named for it. */
function cases(kind: string): string[] {
  return readdirSync(join(FIXTURES, kind)).sort();
}

function fixture(...path: string[]): string {
  return decodeForEdit(readFileSync(join(FIXTURES, ...path)));
}

describe("addEntry and removeEntry, for each file in fixtures/edited", () => {
  it.each(cases("edited"))("%s", (name) => {
    const before = fixture("edited", name, "before.yaml");
    const added = addEntry(before, ENTRY);
    const expected = join(FIXTURES, "edited", name, "after.yaml");
    // A new case: look at what was written, then commit it.
    if (!existsSync(expected) && !process.env["CI"]) writeFileSync(expected, added.text);
    expect(added.text).toBe(fixture("edited", name, "after.yaml"));
    expect(addEntry(added.text, ENTRY)).toMatchObject({ status: "unchanged", text: added.text });
    expect(removeEntry(added.text, ENTRY.name).text).toBe(before);
  });
});

describe("addEntry, for each file in fixtures/refused", () => {
  it.each(cases("refused"))("%s", (name) => {
    const message = fixture("refused", name, "message.txt").trim();
    expect(refusalOf(() => addEntry(fixture("refused", name, "config.yaml"), ENTRY))).toContain(message);
  });
});

/** "line 1, column 2: reason", as a person will see it. */
function refusalOf(edit: () => unknown): string {
  try {
    edit();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return `${error.place ? `line ${error.place.line}, column ${error.place.column}: ` : ""}${error.message}`;
  }
  return "not refused";
}

describe("addEntry", () => {
  it("only adds lines to a config with comments and two other plugins", () => {
    const before = fixture("edited", "comments-and-two-plugins", "before.yaml").split("\n");
    const after = addEntry(before.join("\n"), ENTRY).text.split("\n");
    const at = after.findIndex((line, i) => line !== before[i]);
    expect([...after.slice(0, at), ...after.slice(at + 5)]).toEqual(before);
  });

  it("takes an entry as the same when it leaves the daemon's defaults out", () => {
    const text = "Plugins:\n- {name: x, type: datasource, exec: x, timeout: 0}\n";
    const entry: PluginEntry = { name: "x", type: "datasource", exec: "x", timeout: 30, maxTimeouts: 3 };
    expect(addEntry(text, entry).status).toBe("unchanged");
  });

  it("sees the fields that a merge key brings", () => {
    const text =
      "d: &d {type: controller, timeout: 45}\nPlugins:\n- <<: *d\n  name: new-one\n  exec: new_one\n  maxTimeouts: 7\n";
    expect(addEntry(text, ENTRY).status).toBe("unchanged");
  });

  it("quotes a name that some YAML reads as something else", () => {
    const text = "Plugins:\n- name: a\n  type: datasource\n  exec: a\n";
    const after = addEntry(text, { ...ENTRY, name: "no", exec: "12e4" }).text;
    expect(after).toContain('- name: "no"\n  type: controller\n  exec: "12e4"\n');
  });

  it("says what is there when the name is taken", () => {
    const text = "Plugins:\n- {name: new-one, type: controller, exec: older, timeout: 45, maxTimeouts: 7}\n";
    expect(() => addEntry(text, ENTRY)).toThrow(EntryConflict);
    expect(() => addEntry(text, ENTRY)).toThrow('there is another plugin "new-one" (exec is older, not new_one)');
  });
});

describe("removeEntry", () => {
  const three = ["a", "b", "c"].map((name) => ({ ...ENTRY, name, exec: name }));
  const layouts: Record<string, string> = {
    block: "# top\nPlugins: # list\n  # one\n  - name: z\n    exec: z\n# end\nGrpcPort: 1\n",
    flow: "Plugins: [{name: z, exec: z}]\nGrpcPort: 1\n",
    "flow on lines": "Plugins: [\n  {name: z, exec: z}\n]\nGrpcPort: 1\n",
  };

  it.each(Object.keys(layouts))("takes any one of several out, in any order: %s", (layout) => {
    const start = layouts[layout] ?? "";
    const text = three.reduce((config, entry) => addEntry(config, entry).text, start);
    for (const order of ["abc", "acb", "bac", "bca", "cab", "cba"]) {
      expect([...order].reduce((config, name) => removeEntry(config, name).text, text)).toBe(start);
    }
  });

  it.each([
    ["Plugins: [{name: a}, {name: b}]\n", "Plugins: [{name: b}]\n"],
    ["Plugins: [ {name: a} ]\n", "Plugins: [  ]\n"],
    ["Plugins: [\n  {name: a}, # the first\n  {name: b}\n]\n", "Plugins: [\n  # the first\n  {name: b}\n]\n"],
    ["Plugins:\n# first\n- name: a\n# second\n- name: b\n", "Plugins:\n# first\n# second\n- name: b\n"],
    ["Plugins:\n- name: a", "Plugins:"],
    ["GrpcPort: 1\nPlugins:\n- name: a\n", "GrpcPort: 1\nPlugins:\n"],
  ])("takes the first out of %j", (before, after) => {
    expect(removeEntry(before, "a").text).toBe(after);
  });

  it("names the plugins that are there when there is none of that name", () => {
    expect(() => removeEntry("Plugins: [{name: a}, {name: b}]", "c")).toThrow('no plugin "c"; it has "a", "b"');
    expect(() => removeEntry("", "c")).toThrow(EntryNotFound);
  });

  it("refuses to take an entry out that another place needs", () => {
    const text = "Plugins:\n- &x\n  name: a\nCopy: *x\n";
    expect(refusalOf(() => removeEntry(text, "a"))).toContain("the edit would change more than the one entry");
  });
});

describe("newConfig", () => {
  it("has what the daemon needs and nothing else", () => {
    expect(newConfig(ENTRY, "C:\\lab\\laniakea")).toBe(
      [
        'PluginDir: "C:\\\\lab\\\\laniakea"',
        "Plugins:",
        '  - name: "new-one"',
        '    type: "controller"',
        '    exec: "new_one"',
        "    timeout: 45",
        "    maxTimeouts: 7",
        "",
      ].join("\n"),
    );
  });
});

describe("updateEntry", () => {
  it.each([
    [
      "values in their own quotes, comments kept",
      "Plugins:\n  - name: new-one # n\n    type: 'datasource' # t\n    exec: \"old\"   # e\n    timeout: 45\n    maxTimeouts: 3\n",
      "Plugins:\n  - name: new-one # n\n    type: 'controller' # t\n    exec: \"new_one\"   # e\n    timeout: 45\n    maxTimeouts: 7\n",
    ],
    [
      "fields that were not there",
      "Plugins:\r\n- name: new-one\r\n  type: controller\r\n  exec: new_one # e\r\nGrpcPort: 1\r\n",
      "Plugins:\r\n- name: new-one\r\n  type: controller\r\n  exec: new_one # e\r\n  timeout: 45\r\n  maxTimeouts: 7\r\nGrpcPort: 1\r\n",
    ],
    [
      "fields in braces",
      "Plugins: [{name: new-one, exec: a}, {name: b}]\n",
      "Plugins: [{name: new-one, exec: new_one, type: controller, timeout: 45, maxTimeouts: 7}, {name: b}]\n",
    ],
    [
      "a field without a value",
      "Plugins:\n- {name: new-one, type: controller, exec: new_one, timeout: 45}\n- name: x\n  exec:\n",
      "Plugins:\n- {name: new-one, type: controller, exec: new_one, timeout: 45, maxTimeouts: 7}\n- name: x\n  exec:\n",
    ],
    [
      "a field that stands empty, at the end of the file",
      "Plugins:\n- name: new-one\n  type: controller\n  timeout: 45\n  maxTimeouts: 7\n  exec:",
      "Plugins:\n- name: new-one\n  type: controller\n  timeout: 45\n  maxTimeouts: 7\n  exec: new_one",
    ],
  ])("changes %s", (_shows, before, after) => {
    expect(updateEntry(before, ENTRY)).toMatchObject({ status: "changed", text: after });
    expect(updateEntry(after, ENTRY)).toMatchObject({ status: "unchanged", text: after });
  });

  it.each([
    ["an alias", "a: &a {name: new-one}\nPlugins:\n- *a\n", "the entry is an alias"],
    ["an aliased value", "x: &x old\nPlugins:\n- {name: new-one, exec: *x}\n", "the value is more than one plain word"],
    [
      "a field that a merge decides",
      "d: &d {exec: old}\nPlugins:\n- name: new-one\n  type: controller\n  exec: a\n  timeout: 45\n  maxTimeouts: 7\n  <<: *d\n",
      "a merged map (<<) decides",
    ],
    ["a plugin that is not there", "Plugins: []\n", 'no plugin "new-one"; it has no plugins'],
  ])("refuses %s", (_shows, text, reason) => {
    expect(refusalOf(() => updateEntry(text, ENTRY))).toContain(reason);
  });
});
