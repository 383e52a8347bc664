// A datasource that prints wherever it can: while it loads, before the handshake, and while it records.
import { datasource, serve } from "../../../sdk/typescript/src/index.js";

console.log("loading the driver");
process.stdout.write("half a line, ");
process.stdout.write("and its end\n");

void serve(
  datasource({
    name: "chatty",
    version: "1.2.3",
    laniakeaVersion: ">= 1.0.0",
    async *record({ log }) {
      console.log("recording");
      log.info("about to read", { "@message": 5, sensor: "a" });
      yield { n: 0 };
      yield { n: 1 };
    },
  }),
);
console.log("serving");
