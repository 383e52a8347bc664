import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { ExitCode } from "../run/errors.js";
import { cacheFolder } from "./cache-folder.js";

describe("cacheFolder", () => {
  test("follows each platform's custom", () => {
    expect(cacheFolder({ HOME: "/home/ada" }, "linux")).toBe(join("/home/ada", ".cache", "laniakea-plugin"));
    expect(cacheFolder({ HOME: "/home/ada", XDG_CACHE_HOME: "/fast" }, "linux")).toBe(join("/fast", "laniakea-plugin"));
    expect(cacheFolder({ HOME: "/Users/ada" }, "darwin")).toBe(join("/Users/ada/Library/Caches", "laniakea-plugin"));
    expect(cacheFolder({ LOCALAPPDATA: "/local" }, "win32")).toBe(join("/local", "laniakea-plugin"));
  });

  test("ignores a relative XDG_CACHE_HOME, as its specification says", () => {
    expect(cacheFolder({ HOME: "/home/ada", XDG_CACHE_HOME: "cache" }, "linux")).toBe(
      join("/home/ada", ".cache", "laniakea-plugin"),
    );
  });

  test("LANIAKEA_PLUGIN_CACHE wins everywhere and may be relative", () => {
    for (const platform of ["linux", "darwin", "win32"] as const) {
      expect(cacheFolder({ LANIAKEA_PLUGIN_CACHE: "tools", HOME: "/home/ada" }, platform)).toBe(resolve("tools"));
    }
  });

  test("names the variables to set when there is no place", () => {
    expect(() => cacheFolder({}, "win32")).toThrow(
      expect.objectContaining({
        exitCode: ExitCode.buildFailed,
        message: expect.stringContaining("LOCALAPPDATA"),
        hint: expect.stringContaining("LANIAKEA_PLUGIN_CACHE"),
      }),
    );
  });
});
