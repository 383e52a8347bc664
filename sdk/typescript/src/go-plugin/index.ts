/**
 * A go-plugin server for any host written with hashicorp/go-plugin. It knows nothing of Laniakea.
 *
 * @packageDocumentation
 */
export type { Broker, BrokeredServer } from "./services/broker.js";
export type { Connection, IncomingStream } from "./rpc/connection.js";
export { type Cookie, type Handshake, parseHandshake } from "./handshake.js";
export { createLogger, type Logger, type LogLevel, writeStderrSync } from "./logging/logger.js";
export type { StdoutMode } from "./logging/output.js";
export { type EndWatch, watchEnd } from "./process-end.js";
export { type ErrorCode, PluginError, StatusCode } from "./rpc/plugin-error.js";
export { type PluginEnvironment, type ServedVersion, type ServePluginOptions, servePlugin } from "./serve-plugin.js";
export type { Server, Transport } from "./transport/transport.js";
export type {
  BidiStreamMethod,
  Call,
  Method,
  OutgoingStream,
  ServerStreamMethod,
  Service,
  UnaryMethod,
} from "./rpc/service.js";
export { captureStdout, type OutputSink, type StrayOutput } from "./logging/stray-output.js";
export { MessageWriter, readFields, toBytes, toInteger, toText, type WireField } from "./rpc/wire.js";
