#!/usr/bin/env node
// Was made for a version of Laniakea that is gone.
const { serve } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/PushVersion": (call) =>
    call.end(9, "plugin requires a different version of laniakea: have 1.0.0, need 0.2.0"),
});
