import { createFrameFile } from "../page/frame-file.js";
import type { OpenListener } from "./dev.js";
import { observed } from "./page-listener.js";

/**
 * Writes each frame into a new file as it comes. A disk that is full ends that, and is said once.
 * @throws {UserError} exit 3 when something is there, 2 when the file cannot be made.
 */
export function openRecorder(path: string, say: (line: string) => void): OpenListener {
  const file = createFrameFile(path);
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
    close: () => file.close(),
  };
}
