import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onPath } from "./on-path.js";

describe("onPath", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "on-path-"));
    for (const name of ["first", "second", "third"]) mkdirSync(join(folder, name));
    mkdirSync(join(folder, "first", "tool"));
    writeFileSync(join(folder, "second", "tool"), "");
    chmodSync(join(folder, "second", "tool"), 0o644);
    writeFileSync(join(folder, "third", "tool"), "");
    chmodSync(join(folder, "third", "tool"), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.skipIf(process.platform === "win32")("takes neither a folder nor a file that nobody can run", () => {
    const env = { PATH: ["", "first", "second", "third"].map((name) => name && join(folder, name)).join(delimiter) };
    expect(onPath(["other", "tool"], { env })).toBe(join(folder, "third", "tool"));
    expect(onPath(["other"], { env })).toBeUndefined();
    expect(onPath(["tool"], { env: {} })).toBeUndefined();
  });

  it("looks through one folder for all names before it goes to the next", () => {
    const there = ["/a/wine64", "/b/wine"];
    const system = {
      env: { PATH: "/a:/b" },
      platform: "linux",
      isProgram: (path: string) => there.includes(path),
    } as const;
    expect(onPath(["wine", "wine64"], system)).toBe("/a/wine64");
  });

  it("reads Windows' Path", () => {
    const system = { env: { Path: "C:\\a;C:\\b" }, platform: "win32", isProgram: () => true } as const;
    expect(onPath(["laniakea.exe"], system)).toBe("C:\\a\\laniakea.exe");
  });
});
