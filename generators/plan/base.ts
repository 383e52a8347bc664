import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { isBinary } from "../../cli/files/contents/binary.js";
import type { Answers } from "../languages/language.js";
import { ownersIn } from "./owner.js";

/** The texts that a project was made of, by their path in it: what a later update compares with. */
export type BaseTexts = ReadonlyMap<string, string>;

/**
 * Which repeated words zlib finds depends on its version and on the processor. Without looking for any it makes the same bytes
 * everywhere, and the same answers are to make the same project. All of a project's text is one block at this level of memory.
 */
const PORTABLE = { strategy: constants.Z_HUFFMAN_ONLY, memLevel: 9 };

/**
 * The texts of a project in one word, for its record. What is the author's or a tool's is never merged, and is left out.
 */
export function packBase(files: ReadonlyMap<string, Buffer>, answers: Answers): string {
  const ownerOf = ownersIn(answers);
  const texts = [...files].filter(([path, contents]) => ownerOf(path) === "shared" && !isBinary(contents));
  const json = JSON.stringify(Object.fromEntries(texts.map(([path, contents]) => [path, contents.toString("utf8")])));
  return deflateRawSync(json, PORTABLE).toString("base64");
}

/** @throws {Error} for what {@link packBase} has not made. */
export function unpackBase(packed: string): BaseTexts {
  const texts: unknown = JSON.parse(inflateRawSync(Buffer.from(packed, "base64")).toString("utf8"));
  const entries = Object.entries(texts as object);
  if (!entries.every(([, text]) => typeof text === "string")) throw new Error("a text of the record is none");
  return new Map(entries as [string, string][]);
}
