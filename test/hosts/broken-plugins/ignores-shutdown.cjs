#!/usr/bin/env node
// Answers Shutdown and stays: the daemon kills it after 2 s.
const { serve } = require("./lib/plugin.cjs");

serve({ "/plugin.GRPCController/Shutdown": (call) => call.answer() });
