#!/usr/bin/env node
// Logs more than a disk can hold.
const { datasource, serve } = require("./lib/plugin.cjs");

const line = `${"a reading ".repeat(1_000)}\n`;

serve({
  "/proto.Datasource/StartRecord": (call) => {
    datasource["/proto.Datasource/StartRecord"](call);
    process.stderr.write(line.repeat(2_000));
  },
});
