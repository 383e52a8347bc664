// A datasource that ends in the way that LANIAKEA_TEST_END says: as soon as it is loaded, or in the middle of a recording.
import { datasource, serve, sleep } from "../../../sdk/typescript/src/index.js";

const end = process.env["LANIAKEA_TEST_END"] ?? "";

function giveUp(code: number): never {
  process.exit(code);
}

if (end === "exits while it loads") giveUp(4);
process.on("uncaughtException", () => {
  // An author's own handler, which keeps the process alive.
});

if (end !== "never serves") {
  void serve(
    datasource({
      name: "ends-early",
      version: "1.2.3",
      async *record({ signal }) {
        yield { n: 0 };
        if (end === "exits") setTimeout(giveUp, 1, 3);
        if (end !== "runs dry") return await sleep(60_000, signal);
        for (const handle of openHandles()) handle.unref();
        await new Promise(() => {});
      },
      async stop({ log }) {
        log.info("everything is off");
      },
    }),
  );
}

/** What keeps the process running; an author may let go of it in many ways, none of them as short. */
function openHandles(): { unref(): void }[] {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): { unref?(): void }[] };
  return handles().filter((handle): handle is { unref(): void } => typeof handle.unref === "function");
}
