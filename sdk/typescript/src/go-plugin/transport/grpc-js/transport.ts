import type { Transport } from "../transport.js";
import { connectTo } from "./client.js";
import { createGrpcServer } from "./server.js";

/** gRPC by @grpc/grpc-js. */
export const grpcJsTransport: Transport = { createServer: createGrpcServer, connect: connectTo };
