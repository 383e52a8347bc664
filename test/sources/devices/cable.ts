import { join } from "node:path";
import { openPty } from "../../../templates/sources/pty/typescript/test/pty.js";
import { AFTER_RETURN, type Device } from "./device.js";

const INTERVAL_MS = 50;

/** A sensor at the other end of a serial cable, in a folder of the test's. */
export function plugIn(folder: string): Device {
  const pty = openPty(join(folder, "tty"));
  const send = (first: number) => {
    let number = first;
    return setInterval(() => pty.write(`n=${number++}\r\n`), INTERVAL_MS);
  };
  let sending = send(0);
  return {
    settings: { port: pty.path },
    reading: (n) => ({ n }),
    async leave() {
      clearInterval(sending);
      pty.unplug();
    },
    async comeBack() {
      pty.replug();
      sending = send(AFTER_RETURN);
    },
  };
}
