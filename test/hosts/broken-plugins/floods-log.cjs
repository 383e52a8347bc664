#!/usr/bin/env node
// Logs more than a disk can hold.
const { datasource, serve } = require("./lib/plugin.cjs");

const lines = `${"a reading ".repeat(1_000)}\n`.repeat(2_000);

serve({
  "/proto.Datasource/StartRecord": (call) =>
    process.stderr.write(lines, () => datasource["/proto.Datasource/StartRecord"](call)),
});
