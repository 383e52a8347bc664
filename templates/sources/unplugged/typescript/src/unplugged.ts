import { statSync } from "node:fs";

/** ms between two looks. */
const INTERVAL = 500;

/**
 * Calls back, once, when the file of a serial port has gone or is another one. serialport does not always notice that a cable was pulled:
 * what it reads then is empty, which it takes for "not yet", and it asks again without a pause until the memory is full
 * (https://github.com/serialport/bindings-cpp/issues/162).
 *
 * @returns what ends the watch.
 */
export function whenUnplugged(path: string, then: () => void): () => void {
  // On Windows a port is no file, and serialport notices.
  if (process.platform === "win32") return () => {};
  const idOf = () => statSync(path, { throwIfNoEntry: false })?.ino;
  const opened = idOf();
  const timer = setInterval(() => {
    if (idOf() === opened) return;
    clearInterval(timer);
    then();
  }, INTERVAL);
  return () => clearInterval(timer);
}
