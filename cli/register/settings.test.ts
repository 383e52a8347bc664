import { existsSync, lstatSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PluginEntry } from "../../daemon/entry.js";
import { previewRegister, register } from "./register.js";
import { planSettings } from "./settings.js";
import { unregister } from "./unregister.js";

const ENTRY: PluginEntry = { name: "demo", type: "datasource", exec: "demo", timeout: 30, maxTimeouts: 3 };
const DEFAULTS = '{\n  "//": "The settings of demo.",\n  "// path": "/dev/ttyUSB0"\n}\n';
const { signal } = new AbortController();

let dir: string;
let home: string;
let built: string;
let settings: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "register-settings-"));
  home = join(dir, "home");
  built = join(dir, "built");
  settings = join(home, "demo.settings.json");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

/** An executable that does this when it is asked for its settings. `$1` is the argument. */
function plugin(script: string): Promise<void> {
  return writeFile(built, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const answers = (text: string) => plugin(`[ "$1" = --settings ] && printf %s '${text}'`);
const registered = (more = {}) => register({ entry: ENTRY, executable: built, laniakeaDir: home, signal, ...more });

describe.skipIf(process.platform === "win32")("the settings file of a registered plugin", () => {
  it("is made with the defaults, and is left by unregister, which says so", async () => {
    await answers(DEFAULTS);
    const preview = await previewRegister({ entry: ENTRY, executable: built, laniakeaDir: home, signal });
    expect(preview.settings).toEqual({ file: settings, status: "new" });
    expect(existsSync(home)).toBe(false);

    expect((await registered()).settings).toEqual({ file: settings, status: "new" });
    expect(await readFile(settings, "utf8")).toBe(DEFAULTS);
    expect(lstatSync(settings).mode & 0o777 & ~0o022).toBe(0o644);

    expect((await unregister({ name: "demo", laniakeaDir: home, signal })).settings).toEqual([settings]);
    expect(readdirSync(home)).toEqual(["demo.settings.json"]);
  });

  it("is kept for ever when a person has written it, whatever it is", async () => {
    await answers(DEFAULTS);
    await registered();
    await writeFile(settings, "not JSON, and mine");
    await answers(DEFAULTS.replace("ttyUSB0", "ttyUSB1"));
    for (const more of [{}, { overwrite: true }]) {
      expect((await registered(more)).settings).toEqual({ file: settings, status: "kept" });
      expect(await readFile(settings, "utf8")).toBe("not JSON, and mine");
    }
    await unregister({ name: "demo", laniakeaDir: home, signal });
    expect((await registered()).settings).toEqual({ file: settings, status: "kept" });
    // A link that leads nowhere is somebody's, too.
    await rm(settings);
    await symlink(join(dir, "on-a-stick"), settings);
    expect((await registered()).settings).toEqual({ file: settings, status: "kept" });
    expect(existsSync(join(dir, "on-a-stick"))).toBe(false);
  });

  it.each([
    ["has none", `echo '{}'`],
    ["does not know the word", "echo This binary is a plugin. >&2; exit 1"],
    ["answers something else", "echo listening on 8080"],
    ["answers with a list", "echo '[1]'"],
    ["answers, and fails", `echo '{"// a": 1}'; exit 3`],
  ])("is not made for a program that %s", async (_, script) => {
    await plugin(script);
    expect(await registered()).toMatchObject({ status: "added", settings: undefined });
    expect(readdirSync(home).filter((name) => name.includes("settings"))).toEqual([]);
  });

  it.each([
    ["answers without end", "exec yes"],
    ["waits for its host", "sleep 1000 & wait"],
  ])("is not made for a program that %s, which is ended", async (_, script) => {
    const file = join(dir, "pid");
    await plugin(`echo $$ > ${file}; ${script}`);
    expect(await planSettings(built, join(home, "demo"), signal, 300)).toBeUndefined();
    const pid = Number(await readFile(file, "utf8"));
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("asks a plugin that does not take itself to be run by the daemon", async () => {
    vi.stubEnv("LANIAKEA_PLUGIN_MAGIC_COOKIE", "a56e5daaa516e17d3d4b3d4685df9f8ca59c62c2d818cd5a7df13c039f134e16");
    await plugin(`printf '{"// cookie": "%s"}' "$LANIAKEA_PLUGIN_MAGIC_COOKIE"`);
    await registered();
    expect(await readFile(settings, "utf8")).toBe('{"// cookie": ""}\n');
  });

  it("is taken back when the entry cannot be written", async () => {
    await answers(DEFAULTS);
    const controller = new AbortController();
    // The config is written last.
    const config = join(home, "config.yaml");
    vi.spyOn(controller.signal, "throwIfAborted").mockImplementation(() => {
      if (existsSync(settings)) controller.abort(new Error("called off"));
      if (controller.signal.aborted) throw controller.signal.reason;
    });
    await expect(registered({ signal: controller.signal })).rejects.toThrow("called off");
    expect([existsSync(settings), existsSync(config), existsSync(home)]).toEqual([false, false, false]);
  });
});
