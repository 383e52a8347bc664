#!/usr/bin/env node
// Dies of an exception after its first frame.
const { EMPTY, frame, serve } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/StartRecord": (call) => {
    call.send(EMPTY);
    call.send(frame({ n: 0 }));
    setTimeout(() => {
      throw new Error("the sensor was unplugged");
    }, 100);
  },
});
