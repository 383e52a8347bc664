import { closeSync, constants, openSync, symlinkSync, unlinkSync } from "node:fs";
import * as nodePty from "@lydell/node-pty";

/** A serial cable without a device: this end is the device, the other a path that a serial port's library opens. */
export interface Pty {
  /** A link, which leads to another device after a replug, as udev's names do. */
  readonly path: string;
  write(text: string): void;
  /** What the other end has sent. */
  onData(listener: (text: string) => void): void;
  unplug(): void;
  replug(): void;
  close(): void;
}

const SLAVE = "_pty";

interface OpenedPty {
  readonly [SLAVE]: string;
  readonly master: NodeJS.ReadWriteStream & { destroy(): void };
  readonly slave: { destroy(): void };
}

/** The package has it, and its types do not. */
const PACKAGE = nodePty as unknown as { open(options: object): OpenedPty };

/** Makes a pair of pseudo-terminals. */
export function openPty(path: string): Pty {
  let opened: OpenedPty | undefined;
  let held = -1;
  const listeners: ((text: string) => void)[] = [];
  const pty: Pty = {
    path,
    write: (text) => void opened?.master.write(text),
    onData: (listener) => void listeners.push(listener),
    unplug() {
      if (opened === undefined) return;
      unlinkSync(path);
      closeSync(held);
      opened.master.destroy();
      opened = undefined;
    },
    replug() {
      opened = PACKAGE.open({});
      // A device that nobody has open is one that has gone; and the package's own reader would take what is for ours.
      held = openSync(opened[SLAVE], constants.O_RDWR | constants.O_NOCTTY);
      opened.slave.destroy();
      opened.master.on("error", () => {});
      opened.master.on("data", (chunk: Buffer | string) => {
        for (const listener of listeners) listener(chunk.toString());
      });
      symlinkSync(opened[SLAVE], path);
    },
    close: () => pty.unplug(),
  };
  pty.replug();
  return pty;
}
