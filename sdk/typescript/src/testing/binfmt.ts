import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";

/** Where Linux lists the formats that it hands to another program (Documentation/admin-guide/binfmt-misc.rst). */
const BINFMT_FOLDER = "/proc/sys/fs/binfmt_misc";
/** Files of that folder that are no format. */
const CONTROLS: readonly string[] = ["register", "status"];

/**
 * The program to which Linux hands a file of another machine, such as an emulator; undefined where there is none, and where the
 * system does not tell, as in most containers.
 * @param head how the file begins, 256 bytes of it: the kernel looks at no more.
 */
export async function binfmtInterpreter(
  path: string,
  head: Buffer,
  folder = BINFMT_FOLDER,
): Promise<string | undefined> {
  if ((await text(join(folder, "status"))) !== "enabled\n") return undefined;
  for (const name of await readdir(folder)) {
    const lines = CONTROLS.includes(name) ? [] : (await text(join(folder, name))).split("\n");
    const value = (key: string) => lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
    if (lines[0] === "enabled" && fits(path, head, value)) return value("interpreter");
  }
  return undefined;
}

function fits(path: string, head: Buffer, value: (key: string) => string | undefined): boolean {
  const extension = value("extension");
  if (extension !== undefined) return extname(path) === extension;
  const magic = Buffer.from(value("magic") ?? "", "hex");
  const mask = Buffer.from(value("mask") ?? "", "hex");
  const offset = Number(value("offset") ?? 0);
  const masked = (bytes: Buffer) => Buffer.from(bytes.map((byte, index) => byte & (mask[index] ?? 0xff)));
  return magic.length > 0 && masked(head.subarray(offset, offset + magic.length)).equals(masked(magic));
}

function text(file: string): Promise<string> {
  return readFile(file, "latin1").catch(() => "");
}
