import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, type LaunchedPlugin } from "../../sdk/typescript/src/testing/index.js";
import { BundledPlugins } from "./bundle-plugin.js";

describe("an error of the author's, however odd", () => {
  const bundled = new BundledPlugins();
  const log: string[] = [];
  let plugin: LaunchedPlugin;
  beforeAll(async () => {
    plugin = await launch(await bundled.bundle("odd-errors"), { onStderr: (line) => log.push(line) });
  });
  afterAll(async () => {
    await plugin.close();
    bundled.remove();
  });

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
    await expect(plugin.command({ command: "late" }).all()).rejects.toMatchObject({
      message: "[unreadable: Unreadable]",
    });
    expect(log.join("\n")).toContain('"@message":"[unreadable: Unreadable] (after the start of the stream');
  });
});
