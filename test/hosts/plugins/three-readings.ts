// A datasource whose recording ends by itself after three readings.
import { datasource, serve, sleep } from "../../../sdk/typescript/src/index.js";

void serve(
  datasource({
    name: "three-readings",
    version: "1.0.0",
    async *record({ signal }) {
      for (let n = 0; n < 3; n++) {
        yield { n };
        await sleep(500, signal);
      }
    },
  }),
);
