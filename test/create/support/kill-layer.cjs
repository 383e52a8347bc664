// Loaded before the generator (NODE_OPTIONS=--require): sends it KILL_SIGNAL before the KILL_AT-th call that changes a file
// system; with CALLS_FILE, writes how many there were.
if (process.argv[1]?.endsWith("dist/cli.js")) {
  /* eslint-disable @typescript-eslint/no-require-imports -- it is loaded before any module is */
  const fs = require("node:fs");
  const { syncBuiltinESMExports } = require("node:module");
  let calls = 0;
  const names = "chmod copyFile link mkdir mkdtemp open rename rm rmdir symlink unlink writeFile".split(" ");
  const before =
    (real) =>
    (...args) => {
      calls++;
      if (calls === Number(process.env.KILL_AT)) process.kill(process.pid, process.env.KILL_SIGNAL);
      return real(...args);
    };
  for (const name of names) {
    fs.promises[name] = before(fs.promises[name]);
    fs[`${name}Sync`] = before(fs[`${name}Sync`]);
  }
  syncBuiltinESMExports();
  if (process.env.CALLS_FILE) process.on("exit", () => fs.writeFileSync(process.env.CALLS_FILE, String(calls)));
}
