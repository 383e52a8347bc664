import { isBinary } from "../../cli/files/contents/binary.js";
import { sha256 } from "../../cli/files/contents/sha256.js";
import type { Owner } from "../plan/owner.js";
import type { Labels } from "./merge/lines.js";
import { isOnlyFormatted, mergeText } from "./merge/merge.js";
import type { Found } from "./project-file.js";
import { madeAnew } from "./tool-files.js";

/** Bytes of a file of the user's above which its lines are not compared: that would take minutes. */
const MOST_MERGED = 1_000_000;

/** A file as its project's record knows it. */
export interface Base {
  readonly hash: string;
  /** Undefined in a project of version 0.1.0, which kept no texts. */
  readonly text: string | undefined;
}

/** All that is known of a file: as it was made, as it is, and as it is made today. */
export interface Sides {
  /** In the project, with `/` on every platform. */
  readonly path: string;
  readonly owner: Owner;
  readonly base: Base | undefined;
  readonly ours: Found;
  /** Undefined: the template has no such file any more. */
  readonly theirs: Buffer | undefined;
  /** An answer is to change that other code of the author's comes of; default false. */
  readonly isCodeAsked?: boolean;
}

/** What an update does with one file. "beside": the new text goes next to the file, which stays; "migrate": the author's code is adapted. */
export interface FileChange {
  readonly path: string;
  readonly status: "add" | "replace" | "merge" | "conflict" | "delete" | "beside" | "migrate";
  /** What is there now. */
  readonly before: Buffer | undefined;
  /** Undefined: the file goes. */
  readonly after: Buffer | undefined;
  /** In half a sentence, where it is not plain. */
  readonly why?: string;
  /** Of a text that goes beside a file: that file. */
  readonly own?: string;
  /** Of a conflict: how many places, and the sides for a merge tool. */
  readonly conflict?: { readonly places: number; readonly base: Buffer; readonly theirs: Buffer };
}

/** A file that an update leaves as it is, though the template has something new for it. */
export interface FileKept {
  readonly path: string;
  readonly status: "keep";
  readonly why: string;
  /** The template has it no more, and its author has changed it; default false. */
  readonly isUnneeded?: boolean;
}

export type Decision = FileChange | FileKept | undefined;

/** Decides about one file. Nothing is read and nothing is written. */
export function decide(sides: Sides, labels: Labels): Decision {
  const { owner, base, theirs, isCodeAsked = false } = sides;
  if (theirs === undefined) return gone(sides);
  if (owner === "author" && isCodeAsked) return authored(sides, theirs);
  if (owner === "author" && base !== undefined) return undefined;
  return base === undefined ? appeared(sides, theirs, labels) : moved(sides, theirs, base, labels);
}

/** The template does not have it any more. */
function gone({ path, owner, base, ours }: Sides): Decision {
  if (base === undefined || ours.kind === "none" || owner === "author") return undefined;
  if (ours.kind === "blocked")
    return { path, status: "keep", why: `it is not needed any more, and ${ours.why}`, isUnneeded: true };
  if (isAsMade(ours.bytes, base)) return { path, status: "delete", before: ours.bytes, after: undefined };
  return { path, status: "keep", why: "it is not needed any more, but was changed here", isUnneeded: true };
}

/** The author's, of which other answers make something else: only what nobody has touched goes. */
function authored({ path, base, ours }: Sides, theirs: Buffer): Decision {
  const why = "it is your own code, and stays";
  if (ours.kind === "none") return { path, status: "add", before: undefined, after: theirs };
  if (ours.kind === "blocked") return beside(path, ours.why, theirs);
  if (isSame(ours.bytes, theirs)) return undefined;
  return base !== undefined && isAsMade(ours.bytes, base)
    ? replaced(path, ours.bytes, theirs)
    : beside(path, why, theirs);
}

/** The template has it for the first time. */
function appeared({ path, owner, ours }: Sides, theirs: Buffer, labels: Labels): Decision {
  if (ours.kind === "none") return { path, status: "add", before: undefined, after: theirs };
  if (owner === "author" || (ours.kind === "file" && isSame(ours.bytes, theirs))) return undefined;
  const why = "a file of that name was there already";
  if (ours.kind === "blocked") return beside(path, ours.why, theirs);
  if (owner === "tool") return anew(path, ours.bytes, theirs);
  if (cannotMerge(ours.bytes, theirs)) return beside(path, why, theirs);
  return merged(path, "", ours.bytes, theirs, labels, why);
}

/** The template has it, and had it. */
function moved({ path, owner, ours }: Sides, theirs: Buffer, base: Base, labels: Labels): Decision {
  if (sha256(theirs) === base.hash) return undefined;
  if (ours.kind === "none") return { path, status: "keep", why: "it was deleted here, and stays so" };
  if (ours.kind === "blocked") return beside(path, ours.why, theirs);
  const { bytes } = ours;
  if (isSame(bytes, theirs)) return undefined;
  if (isAsMade(bytes, base)) return replaced(path, bytes, theirs);
  if (owner === "tool") return anew(path, bytes, theirs);
  if (base.text === undefined)
    return beside(path, "it was changed here, and its record has no text to compare with", theirs);
  if (cannotMerge(bytes, theirs)) return beside(path, "it was changed here, and cannot be merged", theirs);
  const text = bytes.toString("utf8");
  const decision = merged(path, base.text, bytes, theirs, labels);
  return decision?.status === "conflict" && isOnlyFormatted(path, asLf(base.text), asLf(text))
    ? replaced(path, bytes, theirs, "it was only formatted here")
    : decision;
}

function replaced(path: string, before: Buffer, theirs: Buffer, why?: string): FileChange {
  return {
    path,
    status: "replace",
    before,
    after: withLineEndsOf(before, theirs),
    ...(why === undefined ? {} : { why }),
  };
}

function merged(path: string, base: string, ours: Buffer, theirs: Buffer, labels: Labels, why?: string): Decision {
  const { text, conflicts } = mergeText(path, asLf(base), ours.toString("utf8"), asLf(theirs.toString("utf8")), labels);
  const after = Buffer.from(text);
  if (after.equals(ours)) return undefined;
  if (conflicts === 0) return { path, status: "merge", before: ours, after };
  const conflict = { places: conflicts, base: Buffer.from(base), theirs };
  return { path, status: "conflict", before: ours, after, conflict, ...(why === undefined ? {} : { why }) };
}

function anew(path: string, ours: Buffer, theirs: Buffer): Decision {
  const after = madeAnew(path, ours, theirs);
  return after.equals(ours) ? undefined : { path, status: "replace", before: ours, after };
}

function beside(path: string, why: string, theirs: Buffer): FileChange {
  return { path, status: "beside", before: undefined, after: theirs, why };
}

/** Also where git or an editor has given it other line ends. */
function isAsMade(bytes: Buffer, { hash }: Base): boolean {
  return sha256(bytes) === hash || (bytes.includes("\r\n") && sha256(asLf(bytes.toString("utf8"))) === hash);
}

function isSame(ours: Buffer, theirs: Buffer): boolean {
  return ours.equals(theirs) || (!isBinary(theirs) && withLineEndsOf(ours, theirs).equals(ours));
}

function withLineEndsOf(ours: Buffer, theirs: Buffer): Buffer {
  if (!ours.includes("\r\n") || isBinary(theirs) || isBinary(ours)) return theirs;
  return Buffer.from(asLf(theirs.toString("utf8")).replaceAll("\n", "\r\n"));
}

function asLf(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function cannotMerge(ours: Buffer, theirs: Buffer): boolean {
  return ours.length > MOST_MERGED || isBinary(ours) || isBinary(theirs);
}
