// A datasource that yields as fast as it may.
import { datasource, serve } from "../../../sdk/typescript/src/index.js";

void serve(
  datasource({
    name: "burst",
    version: "1.2.3",
    laniakeaVersion: ">= 1.0.0",
    async *record({ signal }) {
      for (let n = 0; !signal.aborted; n++) yield { n };
    },
  }),
);
