// A datasource that fails before its first frame, then, in the next recording, after it.
import { datasource, PluginError, serve } from "../../../sdk/typescript/src/index.js";

let recordings = 0;

void serve(
  datasource({
    name: "broken-sensor",
    version: "1.2.3",
    laniakeaVersion: ">= 1.0.0",
    async *record() {
      if (recordings++ === 0) throw new PluginError("no sensor at /dev/ttyUSB0", "NOT_FOUND");
      yield { n: 0 };
      throw new Error("the sensor was unplugged");
    },
  }),
);
