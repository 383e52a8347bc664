#!/usr/bin/env node
// Logs JSON with hclog's keys and a message that is no text: go-plugin's client panics, and the daemon with it.
const { datasource, serve } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/PushVersion": (call) => {
    process.stderr.write('{"@level":"info","@message":5}\n');
    datasource["/proto.Datasource/PushVersion"](call);
  },
});
