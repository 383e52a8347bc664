/** Bytes that are looked at, as git does. */
const LOOKED_AT = 8_000;

/** Whether a file is no text: a merge of its lines would destroy it. */
export function isBinary(contents: Buffer): boolean {
  if (contents.subarray(0, LOOKED_AT).includes(0)) return true;
  return !Buffer.from(contents.toString("utf8")).equals(contents);
}
