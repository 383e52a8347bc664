#!/usr/bin/env node
// Prints on stderr without a newline.
const { datasource, serve } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/StartRecord": (call) =>
    process.stderr.write("b".repeat(100_000), () => datasource["/proto.Datasource/StartRecord"](call)),
});
