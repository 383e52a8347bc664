import { expect, test } from "vitest";
import { NOT_SERVED } from "../go-plugin/process-end.js";
import { explainExit } from "./launch-error.js";

const exit = { code: 1, signal: null };

test.each([
  [
    ["/x/plugin: error while loading shared libraries: libz.so.1: failed to map segment from shared object"],
    /noexec.*TMPDIR/,
  ],
  [["/x/plugin: error while loading shared libraries: libq.so: cannot open"], /^a shared library is missing/],
  [
    [
      "/x/plugin: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.9' not found (required by /x/plugin)",
      "/x/plugin: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.28' not found (required by /x/plugin)",
    ],
    /^it needs glibc 2\.28 or newer, and this machine has an older one: build it on the oldest machine that is to run it \(/,
  ],
  [
    [
      "[PYI-12:ERROR] Failed to load Python shared library '/tmp/_MEIx/libpython3.11.so.1.0': dlopen: /lib/x86_64-linux-gnu/libm.so.6: version `GLIBC_2.35' not found (required by /tmp/_MEIx/libpython3.11.so.1.0)",
    ],
    /^it needs glibc 2\.35 or newer/,
  ],
  // A record's words, without its fields.
  [
    ['{"@level":"error","@message":"no sensor","error":"Traceback…"}', "plain {"],
    /^no sensor \(it ended with exit code 1 before its handshake\)$/,
  ],
  [
    ["file:1", "TypeError: a plugin needs a name", "    at x", "    at y", "    at z", "", "Node.js v24"],
    /^TypeError: a plugin needs a name \(it ended/,
  ],
  [['{"a":1}', "5"], /^it ended with exit code 1 before its handshake; stderr: \{"a":1\} \/ 5$/],
])("%j", (stderr, said) => {
  expect(explainExit(exit, stderr)).toMatchObject({ message: expect.stringMatching(said) });
});

test.each([
  [0, [], "not-served"],
  [13, [`{"@level":"error","@message":"${NOT_SERVED}"}`], "not-served"],
  [3, [], "exited"],
  [0, ["Error: no config"], "exited"],
  [1, ["    at x"], "exited"],
])("exit code %d and %j is %s", (code, stderr, reason) => {
  expect(explainExit({ code, signal: null }, stderr).reason).toBe(reason);
});
