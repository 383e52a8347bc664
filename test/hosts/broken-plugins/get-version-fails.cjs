#!/usr/bin/env node
// Answers GetVersion with an error: the daemon does not start.
const { serve } = require("./lib/plugin.cjs");

serve({ "/proto.Datasource/GetVersion": (call) => call.end(2, "plugin version not set") });
