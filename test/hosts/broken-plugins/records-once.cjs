#!/usr/bin/env node
// A flag that StopRecord sets and nobody resets: the second recording ends at once, as in the Python guide's example.
const { datasource, serve } = require("./lib/plugin.cjs");

let quit = false;

serve({
  "/proto.Datasource/StartRecord": (call) => (quit ? call.end() : datasource["/proto.Datasource/StartRecord"](call)),
  "/proto.Datasource/StopRecord": (call) => {
    quit = true;
    datasource["/proto.Datasource/StopRecord"](call);
  },
});
