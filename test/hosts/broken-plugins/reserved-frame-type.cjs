#!/usr/bin/env node
// Sends a frame of type EOF, which ends the stream for every subscriber.
const { datasource, frame, serve } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/StartRecord": (call) => {
    datasource["/proto.Datasource/StartRecord"](call);
    call.send(frame({ n: 0 }, "EOF"));
  },
});
