import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { packedLibraries } from "./packed-libraries.js";

interface Entry {
  readonly type: string;
  readonly text: string;
  readonly packed: boolean;
}

/** An archive as PyInstaller's writer makes it: what is packed, the table of it, the cookie. */
function archive(entries: readonly Entry[]): Buffer {
  const data = entries.map(({ text, packed }) => (packed ? deflateSync(Buffer.from(text)) : Buffer.from(text)));
  let offset = 0;
  const table = entries.map(({ type, text, packed }, index) => {
    const name = Buffer.from(`lib${index}.so\0\0\0\0`);
    const head = Buffer.alloc(18);
    const size = data[index]?.length ?? 0;
    [head.length + name.length, offset, size, text.length].forEach((field, at) => head.writeUInt32BE(field, 4 * at));
    head.writeUInt8(Number(packed), 16);
    head.write(type, 17);
    offset += size;
    return Buffer.concat([head, name]);
  });
  const toc = Buffer.concat(table);
  const cookie = Buffer.alloc(88);
  cookie.write("4d45490c0b0a0b0e", "hex");
  [offset + toc.length + cookie.length, offset, toc.length, 311].forEach((field, at) =>
    cookie.writeUInt32BE(field, 8 + 4 * at),
  );
  return Buffer.concat([...data, toc, cookie]);
}

async function librariesIn(file: Buffer): Promise<string[]> {
  const found: string[] = [];
  for await (const library of packedLibraries(file, file.length)) found.push(library.toString());
  return found;
}

test("the libraries of a program of PyInstaller are found behind its bootloader, and before what binutils add", async () => {
  const packed = archive([
    { type: "b", text: "the first", packed: true },
    { type: "x", text: "a calibration table", packed: true },
    { type: "b", text: "the second", packed: false },
  ]);
  const file = Buffer.concat([Buffer.alloc(100_000, "bootloader"), packed, Buffer.alloc(2_000)]);
  expect(await librariesIn(file)).toEqual(["the first", "the second"]);
  expect(await librariesIn(packed)).toEqual(["the first", "the second"]);
});

test.each([
  ["another program", Buffer.alloc(100_000, "bootloader")],
  ["nothing", Buffer.alloc(0)],
  ["what is cut within the cookie", archive([{ type: "b", text: "x", packed: false }]).subarray(0, -20)],
])("%s has none", async (_, file) => {
  expect(await librariesIn(file)).toEqual([]);
});
