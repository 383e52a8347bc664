#!/usr/bin/env node
// Leaves Stop unanswered.
const { serve } = require("./lib/plugin.cjs");

serve({ "/proto.Datasource/Stop": () => {} });
