import { userInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { daemonFolder, type Surroundings, thisMachine } from "./folders.js";

describe("daemonFolder", () => {
  it.each<[shows: string, host: Surroundings, folder: string | undefined]>([
    ["Linux", { platform: "linux", env: { HOME: "/elsewhere" }, homedir: "/home/ana" }, "/home/ana/.laniakea"],
    ["Linux without a user entry", { platform: "linux", env: { HOME: "/tmp/h" }, homedir: "" }, "/tmp/h/.laniakea"],
    ["no home at all", { platform: "linux", env: {}, homedir: "" }, undefined],
    [
      "macOS",
      { platform: "darwin", env: {}, homedir: "/Users/ana" },
      "/Users/ana/Library/Application Support/Laniakea",
    ],
    [
      "Windows",
      { platform: "win32", env: { LOCALAPPDATA: "C:\\Users\\ana\\AppData\\Local" }, homedir: "C:\\Users\\ana" },
      "C:\\Users\\ana\\AppData\\Local\\Laniakea",
    ],
    [
      "Windows without LOCALAPPDATA",
      { platform: "win32", env: { LOCALAPPDATA: "", APPDATA: "C:\\Roaming" }, homedir: "" },
      "C:\\Roaming\\Laniakea",
    ],
  ])("%s", (_shows, host, folder) => {
    expect(daemonFolder(host)).toBe(folder);
  });

  it("takes the home of the user database on this machine", () => {
    expect(thisMachine().homedir).toBe(userInfo().homedir);
  });
});
