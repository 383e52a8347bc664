/**
 * Write Laniakea plugins in TypeScript: a datasource is an async generator, a controller an object of commands.
 *
 * @packageDocumentation
 */
export {
  type Channel,
  type ChannelOptions,
  ChannelOverflowError,
  channel,
  type Overflow,
  type Stamped,
} from "./api/channel.js";
export { batch, type BatchOptions, type SampleBlock, type TimedReadings } from "./api/hardware/batch.js";
export { type Argument, type ArgumentsOf, commandArgs } from "./api/hardware/command-args.js";
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
} from "./api/controller.js";
export { type Datasource, type DatasourceDefinition, datasource } from "./api/datasource.js";
export type { PluginContext, PluginDefinition, SessionContext } from "./api/definition.js";
export { bytes, Frame, type FrameFields, type FrameOptions, type FrameValue, frame, json, text } from "./api/frame.js";
export { every } from "./api/hardware/every.js";
export type { Logger, LogLevel } from "./go-plugin/logging/logger.js";
export { type ErrorCode, PluginError } from "./go-plugin/rpc/plugin-error.js";
export { lines, type LinesOptions } from "./api/hardware/lines.js";
export { log } from "./api/log.js";
export type { Plugin } from "./api/plugin.js";
export { type Reconnecting, reconnecting } from "./api/hardware/reconnecting.js";
export { type Shared, type SharedDevice, shared } from "./api/hardware/shared.js";
export { type ServeOptions, serve } from "./serve.js";
export { type NoSettings, readSettings, type SettingsDeclaration, type SettingsOf } from "./api/hardware/settings.js";
export type { SettingsPlace } from "./api/hardware/settings-file.js";
export type { Setting, Settings, SettingsTable, SettingValue } from "./api/hardware/settings-table.js";
export { sleep } from "./api/sleep.js";
export { Timed, timed } from "./api/timed.js";
export type { StandardSchema } from "./api/standard-schema.js";
export { ConstraintError, satisfies, VersionConstraint, VersionError } from "./api/version-constraint.js";
