#!/usr/bin/env node
// Leaves Shutdown unanswered: the daemon waits for the answer without a limit.
const { serve } = require("./lib/plugin.cjs");

serve({ "/plugin.GRPCController/Shutdown": () => {} });
