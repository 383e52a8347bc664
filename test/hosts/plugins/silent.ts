// A datasource with nothing to say: the first recording is over at once, the second one waits for ever.
import { datasource, serve } from "../../../sdk/typescript/src/index.js";

let recordings = 0;

void serve(
  datasource({
    name: "silent",
    version: "1.2.3",
    laniakeaVersion: ">= 1.0.0",
    async *record({ signal }) {
      if (recordings++ > 0) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
  }),
);
