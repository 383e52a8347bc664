import { FACTS } from "../../../../daemon/facts.js";
import type { Datasource } from "../api/datasource.js";
import { EMPTY, type Method } from "../go-plugin/rpc/service.js";
import { authorLine } from "./author-line.js";
import type { Lifecycle } from "./lifecycle.js";
import type { Session } from "./session.js";

/** StartRecord and StopRecord: at most one recording at a time. */
export function recordMethods(plugin: Datasource, lifecycle: Lifecycle): Record<string, Method> {
  let recording: Session | undefined;
  return {
    StartRecord: {
      kind: "server-stream",
      async handle(_request, stream) {
        const session = lifecycle.open(stream, authorLine);
        const former = recording;
        recording = session;
        if (former !== undefined) {
          // The daemon asks only when it believes that nothing records: to refuse would lock it out. See QUIRKS.md, "A
          // forgotten stream stays open".
          lifecycle.log.warn(FACTS.message.recordingSuperseded);
          await former.stop(FACTS.message.newRecording);
        }
        try {
          await lifecycle.run(session, plugin.record);
        } finally {
          if (recording === session) recording = undefined;
        }
      },
    },
    StopRecord: {
      kind: "unary",
      async handle() {
        await recording?.stop("StopRecord");
        return EMPTY;
      },
    },
  };
}
