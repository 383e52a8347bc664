import type { Transport } from "../transport.js";
import { connectHttp2 } from "./client.js";
import { createHttp2Server } from "./server.js";

/** gRPC on Node's own HTTP/2, without another package: starts sooner, takes less memory and streams faster than grpc-js. */
export const http2Transport: Transport = { createServer: createHttp2Server, connect: connectHttp2 };
