import { constants, type Stats } from "node:fs";
import { open } from "node:fs/promises";

/** What is no file in the sense of a person's: it has no end, no content of its own, or a reader waits for a writer for ever. */
export class NotRegular extends Error {
  override readonly name = "NotRegular";

  constructor(
    readonly path: string,
    /** In words, such as `a pipe`. */
    readonly kind: string,
  ) {
    super(`${path} is ${kind}, not a file`);
  }
}

export interface RegularFile {
  readonly bytes: Buffer;
  readonly stats: Stats;
}

/**
 * Reads a file of a person's, symbolic links followed. Nothing that is read here can block for ever.
 * @param most bytes, of which more are refused; default: any number.
 * @throws {NotRegular} for a pipe, a device and a socket.
 * @throws {RangeError} for a file that has more than `most`.
 * @throws what the system says.
 */
export async function readRegularFile(path: string, most = Number.POSITIVE_INFINITY): Promise<RegularFile> {
  // Without it the opening of a pipe waits for somebody who writes. Windows has no such flag, and no such pipes.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat();
    assertRegular(path, stats);
    if (stats.size > most) throw new RangeError(`${path} has ${stats.size} bytes`);
    return { bytes: await handle.readFile(), stats };
  } finally {
    await handle.close();
  }
}

/**
 * @throws {NotRegular}
 * @throws with the code EISDIR for a folder, as the system does when somebody reads one.
 */
export function assertRegular(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: "EISDIR", path });
  throw new NotRegular(path, kindOf(stats));
}

/** What is neither a file nor a folder, in words. */
export function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "a pipe";
  if (stats.isSocket()) return "a socket";
  return "a device";
}
