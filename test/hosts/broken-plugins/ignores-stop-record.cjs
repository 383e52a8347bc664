#!/usr/bin/env node
// Answers StopRecord and goes on recording: the daemon can never start it again.
const { serve } = require("./lib/plugin.cjs");

serve({ "/proto.Datasource/StopRecord": (call) => call.answer() });
