// A datasource whose frames show loss and disorder: n counts up, the recording's number stays.
import { datasource, serve, sleep } from "../../../sdk/typescript/src/index.js";

let recordings = 0;

void serve(
  datasource({
    name: "counter",
    version: "1.2.3",
    laniakeaVersion: ">= 1.0.0, < 2.0.0",
    async *record({ signal, log }) {
      const recording = ++recordings;
      try {
        for (let n = 0; !signal.aborted; n++) {
          yield { n, recording };
          await sleep(50, signal);
        }
      } finally {
        log.info("recording ended", { recording });
      }
    },
  }),
);
