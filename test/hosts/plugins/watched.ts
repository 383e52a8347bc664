// A controller whose commands keep the event loop from turning.
import { execFileSync } from "node:child_process";
import { controller, serve } from "../../../sdk/typescript/src/index.js";

function spin(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

void serve(
  controller({
    name: "watched",
    version: "1.0.0",
    watchdogMs: Number(process.env["LANIAKEA_TEST_WATCHDOG_MS"] ?? 500),
    commands: {
      read: () => ({ ok: true }),
      async spin({ args }) {
        // Behind an await: what it answers to is there.
        await Promise.resolve();
        spin(Number(args["ms"] ?? Infinity));
        return { ok: true };
      },
      wait: () => ({ ok: execFileSync("sleep", ["5"]).length }),
    },
  }),
);
