// A datasource for other hosts than the daemon: nothing holds its frames back.
import { datasource, serve } from "../../../sdk/typescript/src/index.js";

void serve(
  datasource({
    name: "unpaced",
    version: "1.2.3",
    laniakeaVersion: ">= 1.0.0",
    async *record({ signal }) {
      for (let n = 0; !signal.aborted; n++) yield { n };
    },
    async stop({ log }) {
      log.info("everything is off");
    },
  }),
  { minFrameIntervalMs: 0 },
);
