#!/usr/bin/env node
// Cannot record, and says why.
const { serve } = require("./lib/plugin.cjs");

serve({ "/proto.Datasource/StartRecord": (call) => call.end(5, "no sensor at /dev/ttyUSB0") });
