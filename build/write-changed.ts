import { readFile, writeFile } from "node:fs/promises";

/** Whoever reads the file at this moment, such as a test, shall not find half of it. */
export async function writeChanged(file: string, text: string): Promise<void> {
  const former = await readFile(file, "utf8").catch(() => undefined);
  if (former !== text) await writeFile(file, text);
}
