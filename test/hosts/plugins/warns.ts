// A datasource that is right in everything, and warns of many things.
import { datasource, serve, sleep } from "../../../sdk/typescript/src/index.js";

void serve(
  datasource({
    name: "warns",
    version: "1.0.0",
    async *record({ signal, log }) {
      for (let n = 0; !signal.aborted; n++) {
        log.warn(`the sensor was read ${n} times in vain`);
        log.info("this is no warning");
        if (process.env["PLUGIN_WARNS"] === "much") for (const what of "abcdefg") log.warn(`${what} is worn out`);
        yield { celsius: Number.NaN };
        await sleep(100, signal);
      }
    },
  }),
);
