import { describe, expect, it, test } from "vitest";
import { addEntry } from "../../daemon/config/edit.js";
import { asUserError } from "./failure.js";

const SNIPPET = ['  - name: "demo"'];

function failed(code: string, syscall: string, path: string): string {
  const error = Object.assign(new Error(code), { code, syscall, path });
  return (asUserError(error, "/lab/config.yaml") as Error).message;
}

test("a temporary file that cannot be made is said of its folder", () => {
  expect(failed("EACCES", "open", "/lab/.config.yaml.1-a.tmp")).toBe(
    "the folder /lab is not writable: permission denied (EACCES); nothing was changed",
  );
  expect(failed("EROFS", "open", "/lab/.demo.1-a.tmp")).toContain("the folder /lab is not writable");
});

test("a config that may be read only cannot be written", () => {
  expect(failed("EACCES", "access", "/lab/config.yaml")).toBe(
    "/lab/config.yaml cannot be written: permission denied (EACCES); nothing was changed",
  );
  expect(failed("EACCES", "open", "/lab/config.yaml")).toBe(
    "/lab/config.yaml: permission denied (EACCES); nothing was changed",
  );
});

describe("a config that cannot be edited", () => {
  const entry = { name: "demo", type: "datasource", exec: "demo", timeout: 30, maxTimeouts: 3 } as const;
  const adviceOf = (config: string): string[] => {
    try {
      addEntry(config, entry);
    } catch (error) {
      return [...(asUserError(error, "/lab/config.yaml", SNIPPET) as { details: string[] }).details];
    }
    throw new Error("it was edited");
  };

  it.each([
    ["Plugins: {}\n", ["write [] in its place, and try again"]],
    ["Plugins: none\n", ["write [] in its place, and try again"]],
    ["Plugins:\n  name: a\n", ['begin each of its plugins with "- ", and try again']],
    ['{"GrpcPort": 1}\n', ['write "Plugins": [] there, and try again']],
    ["Plugins: &p\n", ["remove the anchor, and try again"]],
    ["Plugins:\n- name: demo\n- name: demo\n", ["remove one of them, and try again"]],
    ["Plugins: [\n{name: a}\n]\n", ["move that line to the right, and try again"]],
  ])("%j has no place for an entry as it is: only what makes it editable is said", (config, advice) => {
    expect(adviceOf(config)).toEqual(advice);
  });

  it.each([
    ["Lab: &x\n- name: a\nPlugins: *x\n", 'write the list itself below "Plugins"', "in the list of &x"],
    ["Plugins: &p\n- name: a\nCopy: *p\n", "write a copy of the list in the place of *p", "in that list"],
    ["Plugins: !!seq\n- name: a\n", "remove the tag", "in that list"],
    ["Plugins: []\n---\nA: 1\n", "remove the others", 'in the list "Plugins" of the first'],
    ["Plugins:\n- name: a\nPlugins:\n- name: b\n", "make one list of them", "in the last one"],
    ["X: &x\n  Plugins: []\n<<: *x\n", 'write the list below a "Plugins" of its own', "in the list of that map"],
    ["%YAML 1.1\n---\nPlugins: []\n", "remove its line", 'in the list "Plugins"'],
  ])("%j has one: where it is", (config, remedy, place) => {
    const lines = SNIPPET.map((line) => `  ${line}`);
    expect(adviceOf(config)).toEqual([`${remedy}, and try again`, `or write this by hand ${place}:`, ...lines]);
  });
});
