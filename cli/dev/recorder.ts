import type { FrameFile } from "../page/frame-file.js";
import type { DevListener } from "./listener.js";
import { observed } from "./page-listener.js";

/** Writes each frame into a file as it comes. A disk that is full ends that, and is said once. */
export function recorder(file: FrameFile, say: (line: string) => void): DevListener {
  let failed = false;
  return {
    frame(frame, origin, at) {
      if (failed) return;
      try {
        file.write(observed(frame, origin, at));
      } catch (error) {
        failed = true;
        say(`✖ frames are not recorded any more: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}
