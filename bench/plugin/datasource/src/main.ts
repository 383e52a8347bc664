/**
 * The same datasource as test/hosts/go/plugin and ../python/plugin.py. PLUGIN_INTERVAL is the pause between frames (`50ms`; `0ms` for
 * none, and no pacing either), PLUGIN_PAYLOAD the bytes per frame (default: a small JSON object).
 */
import { datasource, Frame, serve, sleep } from "../../../../sdk/typescript/src/index.js";

const interval = Number.parseInt(process.env["PLUGIN_INTERVAL"] ?? "50ms", 10);
const payload = Number.parseInt(process.env["PLUGIN_PAYLOAD"] ?? "0", 10);

const plugin = datasource({
  name: "ts-plugin",
  version: "1.0.0",
  laniakeaVersion: ">= 1.0.0, < 2.0.0",
  async *record({ signal }) {
    for (let n = 0; !signal.aborted; n++) {
      yield new Frame({ type: "application/json", payload: payload > 0 ? "x".repeat(payload) : `{"n":${n}}` });
      if (interval > 0) await sleep(interval, signal);
    }
  },
});

void serve(plugin, interval > 0 ? {} : { minFrameIntervalMs: 0 });
