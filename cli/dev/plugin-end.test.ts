import { expect, test } from "vitest";
import { PluginError } from "../../sdk/typescript/src/go-plugin/rpc/plugin-error.js";
import type { LaunchedPlugin } from "../../sdk/typescript/src/testing/launch.js";
import type { ProcessExit } from "../../sdk/typescript/src/testing/launch-error.js";
import { PluginEnd } from "./plugin-end.js";

const ENDED = "✖ the plugin ended (exit code 3); save a file to start it again";
const LATER = "✖ the plugin has ended; save a file to start it again";

/** A plugin whose process ends when it is told to; its output may stay open. */
function pluginOf() {
  let exit: ProcessExit | undefined;
  let close: (exit: ProcessExit) => void = () => {};
  const exited = new Promise<ProcessExit>((resolve) => {
    close = resolve;
  });
  const said: string[] = [];
  const plugin = { process: { exited, ended: () => exit } } as unknown as LaunchedPlugin;
  const pluginEnd = new PluginEnd(plugin, (line) => said.push(line));
  return {
    said,
    pluginEnd,
    async end(closes = true) {
      exit = { code: 3, signal: null };
      if (closes) close(exit);
      await Promise.resolve();
    },
  };
}

test("an end that nobody asked for is said once, and later commands get a short text", async () => {
  const { said, pluginEnd, end } = pluginOf();
  expect(pluginEnd.refusesCommand()).toBe(false);
  await end();
  expect(await pluginEnd.explains(new PluginError("No connection established", "UNAVAILABLE"))).toBe(true);
  expect(pluginEnd.refusesCommand()).toBe(true);
  expect(said).toEqual([ENDED, LATER]);
});

test("it is said, too, where something that it left running holds its output open", async () => {
  const { said, pluginEnd, end } = pluginOf();
  await end(false);
  expect(await pluginEnd.explains(new PluginError("No connection established", "UNAVAILABLE"))).toBe(true);
  expect(said).toEqual([ENDED]);
});

test("an end that was asked for is not said", async () => {
  const { said, pluginEnd, end } = pluginOf();
  pluginEnd.expect();
  await end();
  expect(said).toEqual([]);
});

test("an error of a plugin that runs is an error", async () => {
  const { said, pluginEnd } = pluginOf();
  expect(await pluginEnd.explains(new PluginError("unplugged", "UNAVAILABLE"))).toBe(false);
  expect(await pluginEnd.explains(new PluginError("wrong"))).toBe(false);
  expect(said).toEqual([]);
});
