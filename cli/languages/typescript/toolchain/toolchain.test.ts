import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ExitCode } from "../../../run/errors.js";
import { silentProgress } from "../../../run/progress/progress.js";
import { ensureToolchain, hostRuntime } from "./toolchain.js";
import { PKG } from "./toolchain-lock.js";

let folder: string;
let cache: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "toolchain-"));
  cache = join(folder, "cache");
  await mkdir(join(folder, "bin"));
  vi.stubEnv("LANIAKEA_PLUGIN_CACHE", cache);
  vi.stubEnv("PATH", join(folder, "bin"));
  vi.stubEnv("npm_execpath", undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** Stands in for npm: the one on the PATH, which is only there when a test puts it there. */
async function npmIs(script: string): Promise<void> {
  const npm = join(folder, "bin", "npm");
  await writeFile(npm, `#!${process.execPath}\n${script}`);
  await chmod(npm, 0o755);
}

function fetchTools(signal = new AbortController().signal) {
  return ensureToolchain({ project: folder, signal, progress: silentProgress });
}

describe.skipIf(process.platform === "win32")("ensureToolchain, when it cannot fetch", () => {
  test("says that npm is missing", async () => {
    await expect(fetchTools()).rejects.toMatchObject({
      exitCode: ExitCode.toolMissing,
      message: expect.stringContaining("npm is not on the PATH"),
    });
    expect(await readdir(cache)).toEqual([]);
  });

  test("shows what npm said, without the requests that went well", async () => {
    await npmIs(`
      console.error("npm http fetch GET 200 https://registry.example/a 12ms");
      console.error("npm error code ENOTFOUND");
      process.exit(1);`);
    await expect(fetchTools()).rejects.toMatchObject({
      exitCode: ExitCode.buildFailed,
      message: "npm could not fetch the build tools",
      details: ["npm error code ENOTFOUND"],
      log: expect.stringContaining(join(cache, "logs")),
    });
    expect(await readdir(cache)).toEqual(["logs"]);
  });

  test("does not trust an npm that succeeds and installs nothing", async () => {
    await npmIs("");
    await expect(fetchTools()).rejects.toMatchObject({
      exitCode: ExitCode.buildFailed,
      message: "npm ended well, but the build tools are not there",
    });
    expect(await readdir(cache)).toEqual([]);
  });

  test("reads the project's .npmrc and keeps no copy of it", async () => {
    await writeFile(join(folder, ".npmrc"), "//registry.example/:_authToken=secret\n");
    vi.stubEnv("npm_config_local_prefix", undefined);
    await npmIs(`
      console.error("npm error", require("node:fs").readFileSync(".npmrc", "utf8").trim());
      process.exit(1);`);
    await expect(fetchTools()).rejects.toMatchObject({ details: [expect.stringContaining("authToken")] });
    expect(await readdir(cache)).toEqual(["logs"]);
  });

  test("leaves nothing when interrupted", async () => {
    const interruption = new AbortController();
    await npmIs(`console.error("npm http fetch"); setInterval(() => {}, 1000);`);
    const progress = {
      step: () => ({ update: () => interruption.abort(new Error("stop")), succeed() {}, fail() {} }),
    };
    const fetching = ensureToolchain({ project: folder, signal: interruption.signal, progress });
    await expect(fetching).rejects.toThrow("stop");
    expect(await readdir(cache)).toEqual([]);
  });

  test("names the variable to set when the cache folder cannot be made", async () => {
    await writeFile(cache, "a file is in the way");
    await expect(fetchTools()).rejects.toMatchObject({
      exitCode: ExitCode.buildFailed,
      message: expect.stringContaining(cache),
      hint: expect.stringContaining("LANIAKEA_PLUGIN_CACHE"),
    });
  });
});

/** An npm that installs what a build needs; the Node in it is a script. */
function npmInstalls(): Promise<void> {
  const { packageName, executable } = hostRuntime("node");
  return npmIs(`
    const { mkdirSync, writeFileSync } = require("node:fs");
    const { dirname } = require("node:path");
    const node = "node_modules/${packageName}/${executable}";
    mkdirSync(dirname(node), { recursive: true });
    writeFileSync(node, "#!/bin/sh\\necho v24\\n", { mode: 0o755 });
    mkdirSync("node_modules/${PKG}", { recursive: true });
    writeFileSync("node_modules/${PKG}/package.json", "{}");`);
}

describe.skipIf(process.platform === "win32")("ensureToolchain, before it starts what is in the cache folder", () => {
  test.each([0o777, 0o1777])("refuses one that others may write in (%o), by name", async (mode) => {
    await npmInstalls();
    await fetchTools();
    await chmod(cache, mode);
    await expect(fetchTools()).rejects.toMatchObject({
      exitCode: ExitCode.buildFailed,
      message: `the folder for the build tools cannot be trusted: ${cache}: others may write in it (mode ${mode.toString(8).padStart(4, "0")})`,
      hint: expect.stringContaining("LANIAKEA_PLUGIN_CACHE"),
    });
  });

  test("refuses tools of another user, by name", async () => {
    await npmInstalls();
    const { folder: tools } = (await fetchTools()) as { folder?: string };
    vi.spyOn(process as { geteuid(): number }, "geteuid").mockReturnValue((await stat(cache)).uid + 1);
    const trusted = (await stat(cache)).uid === 0; // Root's folders are trusted by everybody.
    if (trusted) await chown(tools as string, 12_345, 0);
    const refused = trusted ? (tools as string) : cache;
    const { uid } = await stat(refused);
    await expect(fetchTools()).rejects.toThrow(`${refused}: it belongs to another user (uid ${uid})`);
  });

  test("does not start a Node that is not the one it put there: it is fetched again", async () => {
    await npmInstalls();
    const { node } = await fetchTools();
    const good = await readFile(node, "utf8");
    await writeFile(node, "#!/bin/sh\ntouch planted\n");
    await fetchTools();
    expect(await readFile(node, "utf8")).toBe(good);
    expect((await readdir(cache)).map((name) => name.slice(0, 9))).toEqual(["toolchain"]);
  });

  test("removes the tools of other versions that no build has used for two months, when it has fetched its own", async () => {
    await npmInstalls();
    const old = new Date(Date.now() - 61 * 24 * 3_600_000);
    for (const name of ["toolchain-old", "toolchain-used", "wheels-old"]) {
      await mkdir(join(cache, name), { recursive: true });
      if (name.endsWith("old")) await utimes(join(cache, name), old, old);
    }
    const { folder: own } = (await fetchTools()) as unknown as { folder: string };
    expect((await readdir(cache)).sort()).toEqual([basename(own), "toolchain-used", "wheels-old"].sort());
  });

  test("uses what is there as it is, without npm", async () => {
    await npmInstalls();
    const tools = await fetchTools();
    await npmIs("process.exit(1);");
    expect(await fetchTools()).toEqual(tools);
  });
});
