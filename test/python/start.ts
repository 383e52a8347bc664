import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { COOKIE } from "../../daemon/handshake.js";

/** A plugin that runs, and nobody calls. */
export interface Started {
  readonly child: ChildProcess;
  readonly handshake: string;
  readonly end: () => Promise<void>;
}

/** An executable under a host that says nothing; resolves with its handshake. @throws with what it wrote on stderr. */
export async function start(executable: string, env: Readonly<Record<string, string>> = {}): Promise<Started> {
  const child = spawn(executable, {
    env: { ...process.env, [COOKIE.key]: COOKIE.value, PLUGIN_PROTOCOL_VERSIONS: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const closed = once(child, "close");
  const [handshake] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), closed]);
  if (typeof handshake !== "string") throw new Error(stderr);
  const end = async () => {
    child.kill("SIGTERM");
    await closed;
  };
  return { child, handshake, end };
}
