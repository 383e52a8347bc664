#!/usr/bin/env node
// A controller that answers commands which it cannot know: a typing mistake stays unseen.
const { EMPTY, frame, serve, version } = require("./lib/plugin.cjs");

serve({
  "/proto.Datasource/GetVersion": undefined,
  "/proto.Controller/PushVersion": (call) => call.answer(),
  "/proto.Controller/GetVersion": (call) => call.answer(version("1.0.0")),
  "/proto.Controller/Stop": (call) => call.answer(),
  "/proto.Controller/Command": (call) => {
    call.send(EMPTY);
    call.answer(frame({ done: true }));
  },
});
