import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withLock } from "./lock.js";

const { signal } = new AbortController();
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lock-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

/** Two at once for the same file, on a system whose sockets are files. */
async function expectOneAfterTheOther(): Promise<void> {
  const done: string[] = [];
  const work = (name: string) => async () => {
    done.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    done.push(`${name} ends`);
  };
  const file = join(dir, "config.yaml");
  await Promise.all([withLock(file, signal, work("a"), "darwin"), withLock(file, signal, work("b"), "darwin")]);
  const [first, second] = done[0] === "a begins" ? ["a", "b"] : ["b", "a"];
  expect(done).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
}

// 49 bytes are those of macOS' own temporary folder; from 50 on its socket was one too long.
test.skipIf(process.platform === "win32").each([49, 50, 90, 180])(
  "keeps the second one out where the temporary folder's path has %i bytes",
  async (length) => {
    const folder = join(dir, "x".repeat(Math.max(1, length - dir.length - 1)));
    mkdirSync(folder);
    vi.stubEnv("TMPDIR", folder);
    await expectOneAfterTheOther();
    expect(readdirSync(folder)).toEqual([]);
  },
);

test.skipIf(process.platform === "win32")("takes what a killed process has left", async () => {
  vi.stubEnv("TMPDIR", dir);
  const file = join(dir, "config.yaml");
  const [name = ""] = await withLock(file, signal, async () => readdirSync(dir), "darwin");
  expect(name).toMatch(/\.sock$/);
  const [killed, kept] = [join(dir, name), join(dir, "kept")];
  const server = createServer().listen(killed);
  await new Promise((resolve) => server.once("listening", resolve));
  // A server that is closed takes its own file away.
  renameSync(killed, kept);
  await new Promise((resolve) => server.close(resolve));
  renameSync(kept, killed);
  await expectOneAfterTheOther();
});
