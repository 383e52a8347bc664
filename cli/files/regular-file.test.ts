import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRegularFile } from "./regular-file.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "regular-file-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("reads a file, also through a link, and no more of it than is wanted", async () => {
  await writeFile(join(folder, "file"), "text");
  await symlink(join(folder, "file"), join(folder, "link"));
  expect((await readRegularFile(join(folder, "link"))).bytes.toString()).toBe("text");
  await expect(readRegularFile(join(folder, "file"), 3)).rejects.toThrow(RangeError);
});

test("says what the system says of a folder, and of what is not there", async () => {
  await expect(readRegularFile(folder)).rejects.toMatchObject({ code: "EISDIR" });
  await expect(readRegularFile(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
});

describe.skipIf(process.platform === "win32")("what is no file is refused, and never waited for", () => {
  test("a pipe that nobody writes into, also behind a link", async () => {
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await symlink(join(folder, "pipe"), join(folder, "to-pipe"));
    for (const name of ["pipe", "to-pipe"]) {
      await expect(readRegularFile(join(folder, name))).rejects.toMatchObject({ kind: "a pipe" });
    }
  });

  test("a device", async () => {
    for (const path of ["/dev/null", "/dev/zero"]) {
      await expect(readRegularFile(path)).rejects.toMatchObject({ kind: "a device" });
    }
  });

  test("a socket", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "socket"), resolve));
    // The system itself refuses to open one.
    await expect(readRegularFile(join(folder, "socket"))).rejects.toThrow();
    await new Promise((resolve) => server.close(resolve));
  });
});
