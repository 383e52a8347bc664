import { PluginError } from "../../sdk/typescript/src/go-plugin/rpc/plugin-error.js";
import { exitAfterFailure, type LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";

export const START_AGAIN = "save a file to start it again";

/** What gRPC calls a connection that broke. */
const BROKEN: readonly string[] = ["UNAVAILABLE", "INTERNAL"];

/** Whether a call failed because the process of the plugin has ended: its connection breaks a moment before that is seen. */
export async function hasEnded(plugin: LaunchedPlugin, error: unknown): Promise<boolean> {
  if (!BROKEN.includes(PluginError.from(error).code)) return plugin.process.ended() !== undefined;
  return (await exitAfterFailure(plugin.process)) !== undefined;
}
