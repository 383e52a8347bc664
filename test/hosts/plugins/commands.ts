// A controller with one command of each sort: a stream, one answer, a refusal, none at all.
import { controller, PluginError, serve, sleep } from "../../../sdk/typescript/src/index.js";

void serve(
  controller({
    name: "commands",
    version: "1.2.3",
    laniakeaVersion: ">= 1.0.0, < 2.0.0",
    commands: {
      async *"start-record"({ signal }) {
        for (let n = 0; !signal.aborted; n++) {
          yield { n };
          await sleep(50, signal);
        }
      },
      async *count({ args }) {
        for (let n = 0; n < Number(args["to"]); n++) yield { n };
      },
      read: ({ args }) => ({ celsius: 21.5, args }),
      async fail() {
        throw new PluginError("the heater is not connected", "UNAVAILABLE");
      },
      async nothing() {},
    },
  }),
);
