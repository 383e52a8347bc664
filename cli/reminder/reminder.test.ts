import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { remind, type ReminderOptions } from "./reminder.js";

const HOUR = 60 * 60 * 1_000;

/** A terminal, a project of version 0.1.0, and an npm that answers at once. */
async function makePlace(latest: string) {
  const folder = await mkdtemp(join(tmpdir(), "reminder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, ".create-laniakea-plugin.json"), '{ "generator": { "version": "0.1.0" } }');
  let [said, asked] = ["", 0];
  const stderr = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        said += chunk;
        done();
      },
    }),
    { isTTY: true },
  );
  const waiting: Promise<void>[] = [];
  const ask = (file: string) => {
    asked++;
    waiting.push(writeFile(file, `${latest}\n`));
  };
  const at = async (hours: number, options: Partial<ReminderOptions> = {}) => {
    const env = { LANIAKEA_PLUGIN_CACHE: join(folder, "cache") };
    await remind(folder, { quiet: false, stderr, ask, now: Date.now() + hours * HOUR, env, ...options });
    await Promise.all(waiting.splice(0));
    return { said, asked };
  };
  return { folder, at, cache: join(folder, "cache"), stderr };
}

test("a newer version is told once a day, and npm is asked once a day", async () => {
  const { at } = await makePlace("0.2.0");
  expect(await at(0)).toEqual({ said: "", asked: 1 });
  const line =
    "create-laniakea-plugin 0.2.0 is there; this project is of 0.1.0: npx create-laniakea-plugin@latest update\n";
  expect(await at(1)).toEqual({ said: line, asked: 1 });
  expect(await at(2)).toEqual({ said: line, asked: 1 });
  expect(await at(26)).toMatchObject({ said: line + line });
});

test.each(["0.1.0", "0.0.9", "npm error 404"])("nothing is told of %s", async (latest) => {
  const { at } = await makePlace(latest);
  await at(0);
  expect((await at(1)).said).toBe("");
});

test("nobody is asked in a CI, with NO_UPDATE_NOTIFIER, with --quiet and without a terminal", async () => {
  const { at, cache, stderr } = await makePlace("0.2.0");
  const env = { LANIAKEA_PLUGIN_CACHE: cache };
  await at(0, { env: { ...env, CI: "true" } });
  await at(0, { env: { ...env, NO_UPDATE_NOTIFIER: "" } });
  await at(0, { quiet: true });
  expect(await at(0, { stderr: Object.assign(stderr, { isTTY: false }) })).toEqual({ said: "", asked: 0 });
  await expect(readFile(join(cache, "latest-version.txt"))).rejects.toThrow("ENOENT");
});
