#!/usr/bin/env node
// Prints on stderr without end, and without a newline, while it records.
const { datasource, serve } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/StartRecord": (call) => {
    datasource["/proto.Datasource/StartRecord"](call);
    process.stderr.write("b".repeat(100_000));
  },
});
