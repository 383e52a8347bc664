import { expect, test } from "vitest";
import { ConfigNotEditable, EntryTwice } from "../../daemon/config/parse/errors.js";
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

test("what to have by hand is an entry of the list, and nothing where the entry is there twice", () => {
  const details = (error: Error) => (asUserError(error, "/lab/config.yaml", SNIPPET) as { details: string[] }).details;
  expect(details(new ConfigNotEditable('"Plugins" is an alias'))).toEqual([
    "correct that and try again, or have this by hand in the one list of the key Plugins:",
    '    - name: "demo"',
  ]);
  expect(details(new EntryTwice("twice"))).toEqual([]);
});
