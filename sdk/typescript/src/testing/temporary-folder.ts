import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Short, as the path of a socket in it is bounded. */
const PREFIX = "lp-";
/** The names under which systems and languages look for it. */
const VARIABLES = ["TMPDIR", "TEMP", "TMP"] as const;

/** A temporary folder for one plugin alone. */
export interface TemporaryFolder {
  /** What tells the plugin of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** With all that the plugin has left in it; never fails. */
  remove(): Promise<void>;
}

/**
 * A plugin that is killed leaves its socket, and one of PyInstaller's everything that it has unpacked. In a folder of its own, in the
 * one that it would have had, all of that goes with it. Where none can be made, the plugin has what there is, and says so itself.
 */
export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const folder = await mkdtemp(join(tmpdir(), PREFIX)).catch(() => undefined);
  if (folder === undefined) return { environment: {}, remove: async () => {} };
  return {
    environment: Object.fromEntries(VARIABLES.map((name) => [name, folder])),
    // Its processes may still be at it when they are told to end.
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => {}),
  };
}
