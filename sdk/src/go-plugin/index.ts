/**
 * A go-plugin server for any host written with hashicorp/go-plugin. It knows nothing of Laniakea.
 *
 * @packageDocumentation
 */
export type { Broker, BrokeredServer } from "./broker.js";
export type { Connection, IncomingStream } from "./connection.js";
export { type Cookie, type Handshake, parseHandshake } from "./handshake.js";
export { createLogger, type Logger, type LogLevel, writeStderrSync } from "./logger.js";
export type { StdoutMode } from "./output.js";
export { type ErrorCode, PluginError, StatusCode } from "./plugin-error.js";
export { type PluginEnvironment, type ServedVersion, type ServePluginOptions, servePlugin } from "./serve-plugin.js";
export type {
  BidiStreamMethod,
  Call,
  Method,
  OutgoingStream,
  ServerStreamMethod,
  Service,
  UnaryMethod,
} from "./service.js";
export { captureStdout, type OutputSink, type StrayOutput } from "./stray-output.js";
export { MessageWriter, readFields, toBytes, toInteger, toText, type WireField } from "./wire.js";
