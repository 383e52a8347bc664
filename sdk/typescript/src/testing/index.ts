/**
 * Plays the daemon's part: `connect` to a plugin in the same process, or `launch` its executable.
 *
 * @packageDocumentation
 */
export type { Check } from "./checks/checklist.js";
export { type Conformance, type ConformOptions, conform } from "./conform.js";
export { type ConnectOptions, connect } from "./connect.js";
export { FrameStream } from "./frame-stream.js";
export { type Ending, type LaunchedPlugin, launch } from "./launch.js";
export { type LaunchCause, LaunchError } from "./launch-error.js";
export { type CommandRequest, PluginHost } from "./plugin-host.js";
export type { PluginProcess, ProcessExit, StartOptions } from "./plugin-process.js";
