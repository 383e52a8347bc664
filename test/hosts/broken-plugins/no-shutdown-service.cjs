#!/usr/bin/env node
// Has no Shutdown, like plugins of the Python SDK: the daemon kills it after 2 s.
const { serve } = require("./lib/plugin.cjs");

serve({ "/plugin.GRPCController/Shutdown": undefined });
