import { once } from "node:events";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Dev } from "../create/support/dev.js";
import { COMMAND, start, TestProject } from "./projects.js";

test.skipIf(process.platform !== "linux")("--open opens the link that is printed", { timeout: 60_000 }, async () => {
  const { folder } = await TestProject.make("typescript", "datasource");
  const opened = join(folder, "opened.txt");
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "bin/xdg-open"), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`);
  await chmod(join(folder, "bin/xdg-open"), 0o755);
  const PATH = `${join(folder, "bin")}${delimiter}${process.env["PATH"]}`;
  const dev = new Dev(COMMAND, folder, ["dev", "--open"], { PATH });
  const url = /http:\S+/.exec(await dev.shows(/http:/))?.[0];
  await expect.poll(() => readFile(opened, "utf8").catch(() => ""), { timeout: 20_000 }).toBe(url);
  expect(await dev.interrupted()).toBe(0);
});

test("--no-page leaves the page out", { timeout: 60_000 }, async () => {
  const { folder } = await TestProject.make("typescript", "datasource");
  const dev = start(folder, "dev", "--no-page");
  const said = await dev.until(/probe \{"celsius":/);
  expect(said.filter((line) => line.includes("http:"))).toEqual([]);
  expect(await dev.interrupted()).toBe(0);
});

test("what is in the way is said before anything starts", { timeout: 60_000 }, async () => {
  const { folder } = await TestProject.make("typescript", "datasource");
  const file = join(folder, "mine.jsonl");
  await writeFile(file, "mine");
  const recording = start(folder, "dev", "--record", file);
  await recording.shows(/^error: .*mine\.jsonl is there already$/);
  if (recording.child.exitCode === null) await once(recording.child, "exit");
  expect(recording.child.exitCode).toBe(3);
  expect(await readFile(file, "utf8")).toBe("mine");

  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const taken = start(folder, "dev", "--port", String(port));
  const said = await taken.until(/^error: /);
  expect(said).toEqual([`error: the page cannot have port ${port}: another program has it`]);
  for (const flags of [
    ["--speed", "3"],
    ["--no-page", "--port", "5000"],
    ["--no-page", "--open"],
  ]) {
    const refused = start(folder, "dev", ...flags);
    expect((await refused.shows(/^error: /)).includes(flags.at(flags[0] === "--speed" ? 0 : 1) ?? "")).toBe(true);
    if (refused.child.exitCode === null) await once(refused.child, "exit");
    expect(refused.child.exitCode).toBe(2);
  }
  const wrong = start(folder, "dev", "--port", "70000");
  await wrong.shows(/^error: option '--port <port>' argument '70000' is invalid/);
});
