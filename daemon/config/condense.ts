import { isMap } from "yaml";
import type { PluginEntry } from "../entry.js";
import { PLUGIN_TYPES } from "../handshake.js";
import { execNameProblem, pluginNameProblem } from "../names.js";
import type { Place } from "./parse/errors.js";
import { startOf } from "./parse/fields.js";
import { findPluginList } from "./parse/list.js";
import { isLikeSetting } from "./parse/settings.js";
import { type ConfigSource, hasOddCharacters, parseText } from "./parse/source.js";
import type { Splice } from "./write/splice.js";
import { isPlainText } from "./write/style.js";

/**
 * A long config without most of the lines that cannot matter, so that it is parsed as fast as a short one: the parser needs
 * half a second for ten thousand lines.
 *
 * Left out are comments, blank lines, settings that the daemon does not know, and whole entries, and each only where a line
 * stands for itself: `key: value` with a value of plain letters or in quotes without escapes. All other text is kept as it
 * is. Where such text ends is for the parser to say: the line that is taken for the next key is kept, and must be a key of the
 * top level to the parser, too. Whoever gets no Condensed, or an error from one, reads the whole text.
 */
export interface Condensed {
  /** The rest of the text, parsed; its places are those in the whole text. */
  readonly source: ConfigSource;
  /** The entries that were left out; nothing is wrong with any of them. */
  readonly omitted: readonly OmittedEntry[];
  /** An offset in the rest as one in the whole text. */
  whole(offset: number): number;
  placeInWhole(offset: number): Place;
  /** Splices of the rest as splices of the whole; undefined where they touch what is left out. */
  inWhole(splices: readonly Splice[]): Splice[] | undefined;
}

export interface OmittedEntry {
  readonly fields: Partial<PluginEntry>;
  /** Where it begins in the whole text. */
  readonly offset: number;
}

/** No config of a person is that long; shorter ones are parsed whole. In UTF-16 units. */
export const CONDENSED_FROM = 20_000;

/** The share of a text up to which its part is worth a try: when nothing comes of it, the whole is parsed as well. */
const WORTHWHILE = 0.75;

/**
 * @param names entries with such a name or executable are kept.
 * @throws {ConfigError} as the parser does; the places are those in the rest.
 */
export function condense(text: string, names: readonly string[]): Condensed | undefined {
  if (hasOddCharacters(text)) return undefined;
  const scan = new Scan(text, names);
  const rest = scan.segments();
  const kept = rest.reduce((sum, { start, end }) => sum + end - start, 0);
  if (kept > text.length * WORTHWHILE) return undefined;
  const { source, obstacles } = parseText(rest.map(({ start, end }) => text.slice(start, end)).join(""));
  const root = source.document.contents;
  if (obstacles.length > 0 || !isMap(root) || root.flow) return undefined;
  const keys = new Set(root.items.map((pair) => startOf(pair.key)));
  if (!scan.checkpoints.every((offset) => keys.has(inRest(rest, offset) ?? -1))) return undefined;
  if (scan.omitted.length > 0 && findPluginList(source).shape.kind !== "block") return undefined;
  const whole = (offset: number) => inWhole(rest, offset, "after") ?? text.length;
  return {
    source: { ...source, placeOf: (offset) => placeIn(text, whole(offset)) },
    omitted: scan.omitted,
    whole,
    placeInWhole: (offset) => placeIn(text, offset),
    inWhole: (splices) => splicesInWhole(rest, splices),
  };
}

/** A stretch of the whole text that is kept, and where it begins in the rest. */
interface Segment {
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

function inRest(rest: readonly Segment[], offset: number): number | undefined {
  const segment = rest.find(({ start, end }) => start <= offset && offset < end);
  return segment && segment.at + offset - segment.start;
}

/** `side`: between two segments an offset belongs to the text before it or after it. */
function inWhole(rest: readonly Segment[], offset: number, side: "before" | "after"): number | undefined {
  const segment = rest.find(({ start, end, at }) => {
    const length = end - start;
    return side === "after" ? at <= offset && offset < at + length : at < offset && offset <= at + length;
  });
  return segment && segment.start + offset - segment.at;
}

function splicesInWhole(rest: readonly Segment[], splices: readonly Splice[]): Splice[] | undefined {
  const moved: Splice[] = [];
  for (const { start, end, insert } of splices) {
    const [above, below] = [inWhole(rest, start, "before"), inWhole(rest, start, "after")];
    // Between two segments it could stand at either end of what is left out.
    if (start === end && above !== undefined && below !== undefined && above !== below) return undefined;
    const from = below ?? above;
    const to = start === end ? from : inWhole(rest, end, "before");
    if (from === undefined || to === undefined || to - from !== end - start) return undefined;
    if (start === 0 && from !== 0) return undefined;
    moved.push({ start: from, end: to, insert });
  }
  return moved;
}

/** Only counted when somebody is told of it. */
function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  const mark = lineStart === 0 && before.startsWith("\uFEFF") ? 1 : 0;
  return { line: before.split("\n").length, column: offset - lineStart + 1 - mark };
}

const VALUE = String.raw`("[^"\\]*"|'[^']*'|[A-Za-z0-9_/][A-Za-z0-9_./ -]*?)(?: +#.*)? *\r?`;
const SETTING = new RegExp(`^([A-Za-z_][A-Za-z0-9_-]{0,99}): +${VALUE}$`);
const LIST_KEY = /^Plugins:(?: +#.*)? *\r?$/;
const BLANK = /^ *(?:#.*)?\r?$/;
const FIELD = new RegExp(`^( *)(- |  )(name|type|exec|timeout|maxTimeouts): +${VALUE}$`);

interface Item {
  /** Index of its first line. */
  readonly first: number;
  readonly fields: Map<string, string>;
  /** False when a field is there twice. */
  plain: boolean;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  return starts;
}

/** One pass over the lines. */
class Scan {
  /** Offsets of lines that are taken for the start of a top-level key behind text that was not looked into. */
  readonly checkpoints: number[] = [];
  readonly omitted: OmittedEntry[] = [];
  readonly #names: ReadonlySet<string>;
  readonly #text: string;
  /** Where each line begins, and the end of the text. */
  readonly #starts: readonly number[];
  readonly #count: number;
  readonly #omit: Uint8Array;
  #items: Item[] = [];

  constructor(text: string, names: readonly string[]) {
    this.#names = new Set(names);
    this.#text = text;
    this.#starts = lineStarts(text);
    this.#count = this.#starts.length - 1;
    this.#omit = new Uint8Array(this.#count);
    for (let line = 0; line < this.#count;) line = this.#settings(line);
  }

  segments(): Segment[] {
    const rest: { start: number; end: number; at: number }[] = [];
    let at = 0;
    this.#omit.forEach((omit, line) => {
      const [start, end] = [this.#startOf(line), this.#startOf(line + 1)];
      if (omit || start === end) return;
      const last = rest.at(-1);
      if (last?.end === start) last.end = end;
      else rest.push({ start, end, at });
      at += end - start;
    });
    return rest;
  }

  /** Without its newline. */
  #line(line: number): string {
    const end = this.#startOf(line + 1);
    return this.#text.slice(this.#startOf(line), this.#text[end - 1] === "\n" ? end - 1 : end);
  }

  #startOf(line: number): number {
    return this.#starts[line] ?? 0;
  }

  /** From a line that begins a top-level key or nothing, to the line behind the next text that says more than that. */
  #settings(from: number): number {
    let unit = from;
    let line = from;
    for (; line < this.#count; line++) {
      const text = this.#line(line);
      const key = SETTING.exec(text)?.[1];
      if (key !== undefined) unit = line;
      else if (!BLANK.test(text)) break;
      this.#omit[line] = key === undefined || !isLikeSetting(key) ? 1 : 0;
    }
    if (line === this.#count) {
      // A new key would go below these.
      for (const kept of [unit, line - 2, line - 1]) if (kept >= from) this.#omit[kept] = 0;
      return line;
    }
    // What stands here may go on with the last key.
    this.#omit.fill(0, unit, line);
    if (LIST_KEY.test(this.#line(line))) {
      this.checkpoints.push(this.#startOf(line));
      return this.#list(line + 1);
    }
    return this.#nextKey(line + 1);
  }

  /** The line from which on lines are looked at again; it stays itself. */
  #nextKey(from: number): number {
    for (let line = from; line < this.#count; line++) {
      const text = this.#line(line);
      const isList = LIST_KEY.test(text);
      if (!isList && !SETTING.test(text)) continue;
      this.checkpoints.push(this.#startOf(line));
      return isList ? this.#list(line + 1) : this.#behind(line);
    }
    return this.#count;
  }

  /** The lines below a kept `key: value`, which must stay with it if they go on with it. */
  #behind(key: number): number {
    const next = this.#settings(key);
    this.#omit[key] = 0;
    return next;
  }

  #list(from: number): number {
    this.#items = [];
    let pad: string | undefined;
    let line = from;
    for (; line < this.#count; line++) {
      const text = this.#line(line);
      if (BLANK.test(text)) continue;
      const [, indent, dash, field = "", value = ""] = FIELD.exec(text) ?? [];
      pad ??= indent;
      if (indent === undefined || indent !== pad || !this.#takeField(line, dash === "- ", field, value)) break;
    }
    this.#omitItems(line);
    if (line === this.#count) return line;
    if (!SETTING.test(this.#line(line))) return this.#nextKey(line);
    this.checkpoints.push(this.#startOf(line));
    return this.#behind(line);
  }

  #takeField(line: number, first: boolean, field: string, value: string): boolean {
    if (first) this.#items.push({ first: line, fields: new Map(), plain: true });
    const item = this.#items.at(-1);
    if (!item) return false;
    if (item.fields.has(field)) item.plain = false;
    item.fields.set(field, value);
    return true;
  }

  /** All but the first two and the last two, whose neighbourhood an edit looks at, with the comments between them. */
  #omitItems(end: number): void {
    const items = this.#items;
    items.slice(2, -2).forEach((item, index) => {
      const next = items[index + 3]?.first ?? end;
      const fields = fieldsOf(item);
      if (!fields || this.#names.has(fields.name) || this.#names.has(fields.exec)) return;
      this.#omit.fill(1, item.first, next);
      this.omitted.push({
        fields,
        offset: this.#startOf(item.first) + this.#line(item.first).indexOf("-") + 2,
      });
    });
  }
}

/** Undefined when the daemon could have something against it, or see another text than is written. */
function fieldsOf({ fields, plain }: Item): PluginEntry | undefined {
  const text = (field: string): string | undefined => {
    const value = fields.get(field) ?? "";
    if (/^["']/.test(value)) return value.slice(1, -1);
    return isPlainText(value) ? value : undefined;
  };
  const count = (field: string): number | undefined => {
    const value = fields.get(field) ?? "0";
    return /^(?:0|[1-9][0-9]{0,8})$/.test(value) ? Number(value) : undefined;
  };
  const [name, exec, timeout, maxTimeouts] = [text("name"), text("exec"), count("timeout"), count("maxTimeouts")];
  const type = PLUGIN_TYPES.find((known) => known === text("type"));
  if (!plain || name === undefined || exec === undefined || type === undefined) return undefined;
  if (timeout === undefined || maxTimeouts === undefined) return undefined;
  if (pluginNameProblem(name) !== undefined || execNameProblem(exec) !== undefined) return undefined;
  return { name, type, exec, timeout, maxTimeouts };
}
