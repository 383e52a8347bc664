#!/usr/bin/env node
// Speaks the handshake and gRPC, but has neither a datasource nor a controller.
const { datasource, serve } = require("./lib/plugin.cjs");

serve(Object.fromEntries(Object.keys(datasource).map((method) => [method, undefined])));
