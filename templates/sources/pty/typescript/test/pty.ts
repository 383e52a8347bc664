import { closeSync, constants, openSync, symlinkSync, unlinkSync } from "node:fs";
import * as nodePty from "@lydell/node-pty";

/** A serial cable without a device: this end is the device, the other a path that a serial port's library opens. */
export interface Pty {
  /** A link, which leads to another device after a replug, as udev's names do. */
  readonly path: string;
  write(data: string | Uint8Array): void;
  /** What the other end has sent. */
  onData(listener: (bytes: Buffer) => void): void;
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
  const listeners: ((bytes: Buffer) => void)[] = [];
  const pty: Pty = {
    path,
    write: (data) => void opened?.master.write(data),
    onData: (listener) => void listeners.push(listener),
    unplug() {
      if (opened === undefined) return;
      unlinkSync(path);
      closeSync(held);
      opened.master.destroy();
      opened = undefined;
    },
    replug() {
      opened = PACKAGE.open({ encoding: null });
      // A device that nobody has open is one that has gone; and the package's own reader would take what is for ours.
      held = openSync(opened[SLAVE], constants.O_RDWR | constants.O_NOCTTY);
      opened.slave.destroy();
      opened.master.on("error", () => {});
      opened.master.on("data", (bytes: Buffer) => {
        for (const listener of listeners) listener(bytes);
      });
      symlinkSync(opened[SLAVE], path);
    },
    close: () => pty.unplug(),
  };
  pty.replug();
  return pty;
}
