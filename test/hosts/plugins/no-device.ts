// A datasource whose hardware is not there. PLUGIN_FAILS says how that is seen.
import { datasource, PluginError, serve } from "../../../sdk/typescript/src/index.js";

const device = undefined as unknown as { read(): Promise<number> };
const ways: Readonly<Record<string, () => Promise<typeof device>>> = {
  open: async () => Promise.reject(new Error("no device at /dev/ttyUSB0")),
  settings: async () => Promise.reject(new PluginError("wrong settings: path is empty", "FAILED_PRECONDITION")),
  mistake: async () => Promise.reject(new TypeError("ports.list is not a function")),
  process: async () => process.exit(4),
};

void serve(
  datasource({
    name: "no-device",
    version: "1.0.0",
    async *record({ open }) {
      const found = await open(ways[process.env["PLUGIN_FAILS"] ?? ""] ?? (() => device));
      yield { value: await found.read() };
    },
  }),
);
