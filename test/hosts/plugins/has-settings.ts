// A datasource that says in its log what its settings are.
import { datasource, readSettings, serve, sleep } from "../../../sdk/typescript/src/index.js";

void serve(
  datasource({
    name: "has-settings",
    version: "1.0.0",
    async *record({ signal, log }) {
      const { path } = readSettings("has-settings", { path: { default: "nowhere" } });
      log.warn(`reading from ${path}`);
      for (let n = 0; !signal.aborted; n++) {
        yield { n };
        await sleep(100, signal);
      }
    },
  }),
);
