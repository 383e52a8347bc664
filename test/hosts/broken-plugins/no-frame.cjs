#!/usr/bin/env node
// Starts to record and never sends a frame.
const { serve } = require("./lib/plugin.cjs");

serve({ "/proto.Datasource/StartRecord": () => {} });
