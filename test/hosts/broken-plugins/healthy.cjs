#!/usr/bin/env node
// The control: nothing is wrong with it.
require("./lib/plugin.cjs").serve();
