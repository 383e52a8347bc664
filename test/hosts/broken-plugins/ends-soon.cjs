#!/usr/bin/env node
// Ends 1.5 s after its first frame, as a library does that gives up on its device.
const { EMPTY, frame, serve } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/StartRecord": (call) => {
    call.send(EMPTY);
    call.send(frame({ n: 0 }));
    setTimeout(() => {
      process.stderr.write("Error: the driver's licence has expired\n");
      process.exit(3);
    }, 1500);
  },
});
