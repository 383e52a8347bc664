#!/usr/bin/env node
// Its recording fails 1.5 s after the first frame, and the process lives on.
const { EMPTY, frame, serve } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/StartRecord": (call) => {
    call.send(EMPTY);
    call.send(frame({ n: 0 }));
    setTimeout(() => call.end(2, "the second register cannot be read"), 1500);
  },
});
