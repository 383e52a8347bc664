#!/usr/bin/env node
// A recording that is over before its first frame: to the daemon an error without a reason.
const { serve } = require("./lib/plugin.cjs");

serve({ "/proto.Datasource/StartRecord": (call) => call.end() });
