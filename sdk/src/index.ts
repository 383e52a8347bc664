/**
 * Write Laniakea plugins in TypeScript: a datasource is an async generator, a controller an object of commands.
 *
 * @packageDocumentation
 */
export { type Channel, type ChannelOptions, ChannelOverflowError, channel, type Overflow } from "./channel.js";
export {
  type CheckedCommand,
  type CommandAnswer,
  type CommandContext,
  type CommandDefinition,
  type CommandHandler,
  type Controller,
  type ControllerDefinition,
  controller,
  type UncheckedArgs,
} from "./controller.js";
export { type Datasource, type DatasourceDefinition, datasource } from "./datasource.js";
export type { PluginContext, PluginDefinition, SessionContext } from "./definition.js";
export { bytes, Frame, type FrameFields, type FrameOptions, type FrameValue, frame, json, text } from "./frame.js";
export type { Logger, LogLevel } from "./go-plugin/logger.js";
export { type ErrorCode, PluginError } from "./go-plugin/plugin-error.js";
export { log } from "./log.js";
export type { Plugin } from "./plugin.js";
export { type ServeOptions, serve } from "./serve.js";
export { sleep } from "./sleep.js";
export type { StandardSchema } from "./standard-schema.js";
export { ConstraintError, satisfies, VersionConstraint, VersionError } from "./version-constraint.js";
