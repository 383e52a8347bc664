/**
 * A go-plugin server for any host written with hashicorp/go-plugin. It knows nothing of Laniakea.
 *
 * @packageDocumentation
 */
export { type Cookie, type Handshake, parseHandshake } from "./handshake.js";
export { createLogger, type Logger, type LogLevel, writeStderrSync } from "./logger.js";
export { type ErrorCode, PluginError, StatusCode } from "./plugin-error.js";
export { type ServePluginOptions, servePlugin } from "./serve-plugin.js";
export type {
  BidiStreamMethod,
  Call,
  Method,
  OutgoingStream,
  ServerStreamMethod,
  Service,
  UnaryMethod,
} from "./service.js";
export { MessageWriter, readFields, toBytes, toInteger, toText, type WireField } from "./wire.js";
