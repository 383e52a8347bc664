import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ExitCode } from "../run/errors.js";
import type { NewFrame } from "./event-hub.js";
import { createFrameFile, readFrameFile } from "./frame-file.js";

const FRAME: NewFrame = {
  at: 1,
  origin: { recording: 1 },
  source: "x",
  type: "application/json",
  timestamp: 1,
  size: 7,
  text: '{"a":1}',
};

function pathOf(): string {
  const folder = mkdtempSync(join(tmpdir(), "frames-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "frames.jsonl");
}

async function read(path: string) {
  const frames = [];
  for await (const frame of readFrameFile(path)) frames.push(frame);
  return frames;
}

test("a frame is in the file as soon as it is written, and is read again", async () => {
  const path = pathOf();
  const file = createFrameFile(path);
  file.write(FRAME);
  expect(readFileSync(path, "utf8")).toMatch(/^\{.*"payload":\{"a":1\}\}\n$/);
  file.write(FRAME);
  file.close();
  expect(await read(path)).toEqual([
    { ...FRAME, n: 1 },
    { ...FRAME, n: 2 },
  ]);
});

test("an editor's mark of the byte order before the first frame is no part of it", async () => {
  const file = pathOf();
  writeFileSync(file, '\uFEFF{"at":1,"payload":{"celsius":21}}\r\n');
  expect(await read(file)).toMatchObject([{ at: 1, text: '{"celsius":21}' }]);
});

test("a file that got no frame goes", () => {
  const path = pathOf();
  createFrameFile(path).close();
  expect(existsSync(path)).toBe(false);
});

test("nothing is written over", () => {
  const path = pathOf();
  writeFileSync(path, "mine");
  expect(() => createFrameFile(path)).toThrow(expect.objectContaining({ exitCode: ExitCode.targetInTheWay }));
  expect(readFileSync(path, "utf8")).toBe("mine");
});

test("a last line that is cut off is left out; a wrong one before others is named", async () => {
  const path = pathOf();
  const file = createFrameFile(path);
  file.write(FRAME);
  file.close();
  appendFileSync(path, '{"at":1,"pay');
  expect(await read(path)).toHaveLength(1);
  appendFileSync(path, '\n{"at":1,"payload":1}\n');
  await expect(read(path)).rejects.toThrow(`${path}:2: it is not a JSON object`);
});

test("a file that is not there, or is no recording, is refused", async () => {
  const path = pathOf();
  await expect(read(path)).rejects.toThrow(`${path} cannot be read: ENOENT`);
  writeFileSync(path, "hello\n");
  await expect(read(path)).rejects.toThrow(`${path}:1: it is not a JSON object`);
});
