import { GO_PLUGIN } from "../rpc/facts.js";
import { createSocketFolder, type HostEnvironment, portsInRange } from "./listener.js";
import { openToGroup } from "./socket-group.js";
import type { Server } from "./transport.js";

/** Where a server listens, as the host is told. */
export interface Endpoint {
  readonly network: "unix" | "tcp";
  /** A socket path, or `127.0.0.1:PORT`. */
  readonly address: string;
  /** Removes what is left in the file system when the server has closed. */
  remove(): void;
}

/** The host dials this address, and only programs of this machine can. */
const HOST = GO_PLUGIN.socket.loopback;

/**
 * Makes a server listen where the host's environment wants it: on a unix socket, as Go plugins do; on TCP where there is
 * none, or when asked to.
 * @throws {Error} when nothing can be listened on.
 */
export async function bind(
  server: Server,
  environment: HostEnvironment,
  network: "unix" | "tcp" = "unix",
): Promise<Endpoint> {
  return (network === "unix" && (await bindUnix(server, environment))) || bindTcp(server, environment);
}

/** Undefined where unix sockets are not to be had. */
async function bindUnix(server: Server, environment: HostEnvironment): Promise<Endpoint | undefined> {
  const folder = createSocketFolder(environment);
  if (folder === undefined) return undefined;
  // Node removes a socket when its server closes, but not when the process exits early.
  process.once("exit", folder.remove);
  const remove = () => {
    process.off("exit", folder.remove);
    folder.remove();
  };
  try {
    await server.listen({ network: "unix", path: folder.path });
    const group = environment["PLUGIN_UNIX_SOCKET_GROUP"];
    if (group) openToGroup(group, folder.path, folder.own);
  } catch (error) {
    remove();
    throw error;
  }
  return { network: "unix", address: folder.path, remove };
}

async function bindTcp(server: Server, environment: HostEnvironment): Promise<Endpoint> {
  let last: unknown;
  for (const wanted of portsInRange(environment)) {
    try {
      const port = await server.listen({ network: "tcp", host: HOST, port: wanted });
      return { network: "tcp", address: `${HOST}:${port}`, remove: () => {} };
    } catch (error) {
      last = error; // Taken by another program: the next one.
    }
  }
  throw new Error(GO_PLUGIN.message.noPortIsFree, { cause: last });
}
