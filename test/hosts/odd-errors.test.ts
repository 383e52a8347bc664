import { EventEmitter } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, type LaunchedPlugin } from "../../sdk/typescript/src/testing/index.js";
import { BundledPlugins } from "./bundle-plugin.js";

describe("an error of the author's, however odd", () => {
  const bundled = new BundledPlugins();
  const log = new EventEmitter();
  let plugin: LaunchedPlugin;
  beforeAll(async () => {
    const onStderr = (line: string) => void log.emit("line", line);
    plugin = await launch(await bundled.bundle("odd-errors"), { onStderr });
  });
  afterAll(async () => {
    await plugin.close();
    bundled.remove();
  });

  /** Resolves when a line of the log has a text: it comes on another way than the answer. */
  function logged(text: string): Promise<void> {
    return new Promise((resolve) => {
      log.on("line", (line: string) => line.includes(text) && resolve());
    });
  }

  it.each([
    ["empty", "UNKNOWN", /^no reason was given$/],
    ["fine", "UNKNOWN", /^all is well$/],
    ["no-such-code", "UNKNOWN", /^no bus$/],
    ["huge", "UNKNOWN", /^(ä😀)+ä?… \[29\d{5} characters cut\]$/u],
    ["unreadable", "UNKNOWN", /^\[unreadable: Unreadable\]$/],
    ["nothing", "UNKNOWN", /^undefined$/],
  ])("%s fails the command with a reason, and the plugin goes on", async (command, code, message) => {
    await expect(plugin.command({ command }).started).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(await plugin.getVersion()).toBe("1.2.3");
  });

  it("after the first answer is in the log", async () => {
    const told = logged('"@message":"[unreadable: Unreadable] (after the start of the stream');
    await expect(plugin.command({ command: "late" }).all()).rejects.toMatchObject({
      message: "[unreadable: Unreadable]",
    });
    await told;
  });
});
