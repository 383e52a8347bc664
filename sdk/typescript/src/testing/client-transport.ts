import type { Connection } from "../go-plugin/rpc/connection.js";

/** How a host calls a plugin's services: over gRPC for an executable, in memory for a plugin in the same process. */
export type ClientTransport = Omit<Connection, "bidiStream">;
