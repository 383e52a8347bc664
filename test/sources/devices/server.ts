import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { AFTER_RETURN, type Device } from "./device.js";

const HOST = "127.0.0.1";

/**
 * A server that prints the port it listens at.
 * @param command to which the address and the first number are added
 * @throws what it wrote on stderr when it ends instead
 */
export async function startServer(
  [file = "", ...args]: readonly string[],
  reading: Device["reading"],
): Promise<Device> {
  let child: ChildProcess;
  let [port, first] = [0, 0];
  const start = async () => {
    const started = spawn(file, [...args, `${HOST}:${port}`, String(first)], { stdio: ["ignore", "pipe", "pipe"] });
    child = started;
    let said = "";
    started.stderr.on("data", (chunk) => (said += chunk));
    const printed = once(createInterface({ input: started.stdout }), "line");
    const [line] = await Promise.race([printed, once(child, "close").then(() => [])]);
    if (line === undefined) throw new Error(`${[file, ...args].join(" ")} has ended: ${said}`);
    [port, first] = [Number(line), first + AFTER_RETURN];
  };
  await start();
  return {
    settings: { host: HOST, port },
    reading,
    async leave() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
    },
    comeBack: start,
  };
}
