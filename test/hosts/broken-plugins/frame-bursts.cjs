#!/usr/bin/env node
// Sends two frames at once every 50 ms: the daemon's queue crashes or hangs on them.
const { datasource, EMPTY, frame, serve } = require("./lib/plugin.cjs");

let timer;

serve({
  "/proto.Datasource/StartRecord": (call) => {
    call.send(EMPTY);
    timer = setInterval(() => [0, 1].map((n) => call.send(frame({ n }))), 50);
    call.stream.once("close", () => clearInterval(timer));
    datasource.end = () => call.end();
  },
  "/proto.Datasource/StopRecord": (call) => {
    clearInterval(timer);
    datasource.end();
    call.answer();
  },
});
