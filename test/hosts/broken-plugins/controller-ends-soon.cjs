#!/usr/bin/env node
// A controller that ends 1.5 s after its start, whatever is asked of it.
const { serve, version } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/GetVersion": undefined,
  "/proto.Controller/PushVersion": (call) => call.answer(),
  "/proto.Controller/GetVersion": (call) => call.answer(version("1.0.0")),
  "/proto.Controller/Stop": (call) => call.answer(),
  "/proto.Controller/Command": (call) => call.end(3, "unknown command"),
});
setTimeout(() => {
  throw new Error("no answer from the controller's bus");
}, 1500);
