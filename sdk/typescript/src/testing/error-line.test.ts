import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { errorLine } from "./error-line.js";

function stderrOf(script: string): string[] {
  const { stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  return stderr.trimEnd().split("\n");
}

test.each([
  ["an error", "throw new Error('no sensor')", "Error: no sensor"],
  ["an error of a class", "class NoBus extends Error {}; throw new NoBus('no bus')", "Error: no bus"],
  ["one with a code", "require('./not-there')", "Error: Cannot find module './not-there'"],
  ["one of Node's own", "Buffer.alloc('a')", /^TypeError \[ERR_INVALID_ARG_TYPE\]: The "size"/],
  ["one with more lines", "throw new RangeError('one\\ntwo')", "RangeError: one"],
  ["one in a promise", "Promise.reject(new Error('no sensor'))", "Error: no sensor"],
  [
    "one after other words",
    "console.error('hello'); console.warn('Error in words'); null.x",
    /^TypeError: Cannot read/,
  ],
  [
    "one of another name",
    "const e = new Error('stuck'); e.name = 'Valve'; e.stack = 'Valve: stuck\\n    at x (y:1:2)'; throw e",
    "Valve: stuck",
  ],
])("Node.js: %s", (_, script, line) => {
  expect(errorLine(stderrOf(script))).toEqual(typeof line === "string" ? line : expect.stringMatching(line));
});

test.each([
  [["no cookie"], undefined],
  [[], undefined],
  [['{"@level":"info","@message":"hello"}'], undefined],
  [
    ['{"@level":"error","@message":"the plugin crashed: no bus","error":"Error: no bus\\n    at x"}', "more"],
    "the plugin crashed: no bus",
  ],
  [
    [
      "Traceback (most recent call last):",
      '  File "p.py", line 1, in <module>',
      "ModuleNotFoundError: No module named 'serial'",
    ],
    "ModuleNotFoundError: No module named 'serial'",
  ],
  [
    [
      "Traceback (most recent call last):",
      "  File …",
      "KeyError: 'a'",
      "",
      "During …",
      "",
      "Traceback (most recent call last):",
      "  File …",
      "serial.SerialException: port",
    ],
    "serial.SerialException: port",
  ],
  [["panic: no bus", "", "goroutine 1 [running]:", "main.main()"], "panic: no bus"],
  [["KeyboardInterrupt"], "KeyboardInterrupt"],
])("%j", (stderr, line) => {
  expect(errorLine(stderr)).toBe(line);
});
