// A datasource whose first reading takes 5 MB, and the next ones nearly nothing.
import { datasource, serve } from "../../../sdk/typescript/src/index.js";

void serve(
  datasource({
    name: "big-then-small",
    version: "1.0.0",
    async *record({ signal }) {
      yield { samples: Array.from({ length: 800_000 }, (_, n) => n) };
      for (let n = 0; !signal.aborted; n++) yield { n };
    },
  }),
);
