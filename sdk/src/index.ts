/**
 * Write Laniakea plugins in TypeScript: a datasource is an async generator, a controller an object of commands.
 *
 * @packageDocumentation
 */
export {
  type CommandAnswer,
  type CommandContext,
  type CommandHandler,
  type Controller,
  type ControllerDefinition,
  controller,
} from "./controller.js";
export { type Datasource, type DatasourceDefinition, datasource } from "./datasource.js";
export type { PluginContext, PluginDefinition, SessionContext } from "./definition.js";
export { bytes, Frame, type FrameFields, type FrameOptions, type FrameValue, frame, json, text } from "./frame.js";
export type { Logger, LogLevel } from "./go-plugin/logger.js";
export { type ErrorCode, PluginError } from "./go-plugin/plugin-error.js";
export type { Plugin } from "./plugin.js";
export { type ServeOptions, serve } from "./serve.js";
export { sleep } from "./sleep.js";
export { ConstraintError, satisfies, VersionConstraint, VersionError } from "./version-constraint.js";
