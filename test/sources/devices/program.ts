import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { AFTER_RETURN, type Device } from "./device.js";

/** A device that is a program: it is given an address and its first number, prints the address that it has got, and counts. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  /** Where it is to be the first time; a port of 0 is any. */
  readonly address: string;
  readonly settings: (address: string) => Device["settings"];
  readonly reading: Device["reading"];
  /** What goes just before the program does; default nothing. */
  readonly leaving?: (address: string) => Promise<void>;
}

/** @throws what it wrote on stderr when it ends instead */
export async function startProgram({ command, address: wanted, settings, reading, leaving }: Program): Promise<Device> {
  const [file, ...args] = command;
  let child: ChildProcess;
  let [address, first] = [wanted, 0];
  const start = async () => {
    const started = spawn(file, [...args, address, String(first)], { stdio: ["ignore", "pipe", "pipe"] });
    child = started;
    let said = "";
    started.stderr.on("data", (chunk) => (said += chunk));
    const printed = once(createInterface({ input: started.stdout }), "line");
    const [line] = await Promise.race([printed, once(child, "close").then(() => [])]);
    if (line === undefined) throw new Error(`${command.join(" ")} has ended: ${said}`);
    [address, first] = [String(line), first + AFTER_RETURN];
  };
  await start();
  return {
    settings: settings(address),
    reading,
    async leave() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, "close");
      await leaving?.(address);
      child.kill("SIGKILL");
      await closed;
    },
    comeBack: start,
  };
}
