import { describe, expect, test } from "vitest";
import { GENERATOR } from "../version.js";
import { launchedAs } from "./launcher.js";

const on = (platform: NodeJS.Platform, ...files: string[]) => ({
  platform,
  exists: (path: string) => files.includes(path),
});

describe("an installed command is called by its name", () => {
  test.each([
    ["where npm on Windows is for all users", "C:\\Program Files\\nodejs"],
    ["where it is for one user", "C:\\Users\\Ada Lovelace\\AppData\\Roaming\\npm"],
  ])("%s", (_, prefix) => {
    const script = `${prefix}\\node_modules\\create-laniakea-plugin\\dist\\cli.js`;
    const env = { Path: `C:\\Windows;${prefix}` };
    const windows = on("win32", `${prefix}\\create-laniakea-plugin.cmd`);
    expect(launchedAs(env, script, windows).words).toBe(GENERATOR.name);
    // Not on the PATH, the name alone would start nothing.
    expect(launchedAs({ Path: "C:\\Windows" }, script, windows).words).toContain("cli.js");
  });

  test("where pnpm has made a script of it", () => {
    const script = "/home/ada/.local/share/pnpm/global/5/node_modules/create-laniakea-plugin/dist/cli.js";
    const linux = on("linux", "/home/ada/.local/share/pnpm/create-laniakea-plugin");
    expect(launchedAs({ PATH: "/bin:/home/ada/.local/share/pnpm" }, script, linux).words).toBe(GENERATOR.name);
  });

  test("and not where it runs from a folder of its sources", () => {
    const linux = on("linux", "/bin/create-laniakea-plugin");
    expect(launchedAs({ PATH: "/bin" }, "/src/made/dist/cli.js", linux).words).toMatch(/^node .*made\/dist\/cli\.js$/);
  });
});
