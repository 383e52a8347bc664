import { expect, test } from "vitest";
import { explainExit } from "./launch-error.js";

const exit = { code: 1, signal: null };

test.each([
  [
    ["/x/plugin: error while loading shared libraries: libz.so.1: failed to map segment from shared object"],
    /noexec.*TMPDIR/,
  ],
  [["/x/plugin: error while loading shared libraries: libq.so: cannot open"], /^a shared library is missing/],
  // A record's words, without its fields.
  [
    ['{"@level":"error","@message":"no sensor","error":"Traceback…"}', "plain {"],
    /^it ended with exit code 1 before its handshake; stderr: no sensor \/ plain \{$/,
  ],
  [['{"a":1}', "5"], /; stderr: \{"a":1\} \/ 5$/],
])("%j", (stderr, said) => {
  expect(explainExit(exit, stderr).message).toMatch(said);
});
