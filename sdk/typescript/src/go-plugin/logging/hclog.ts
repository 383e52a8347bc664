import { inspect, types } from "node:util";
import { GO_PLUGIN, worded } from "../rpc/facts.js";

/** From the least to the most important; hclog's own words. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error"] as const;
/** How important a record is. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What one line of the log says. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  /** The logger's name; hosts show it as `@module`. */
  readonly name?: string | undefined;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  readonly time: Date;
}

/** A host reads lines through a buffer of 64 KiB, newline included; a longer one is logged raw and in pieces. */
export const MAX_LINE_BYTES = GO_PLUGIN.log.maxLineBytes;

/** Bytes for the message at most, so that a huge one leaves room for the fields. */
const MAX_MESSAGE_BYTES = GO_PLUGIN.log.maxMessageBytes;
/** Bytes for the logger's name at most. */
const MAX_NAME_BYTES = 1024;
/** Bytes kept free for the note that counts left out fields. */
const NOTE_BYTES = 64;

/** Levels of nested objects that are shown. */
const MAX_DEPTH = 6;
/** Entries of one list or object that are shown. */
const MAX_ITEMS = 100;

/**
 * One record as a line of JSON, as hclog writes it and go-plugin's client reads it: without a newline, shorter than
 * {@link MAX_LINE_BYTES}. Any value is safe; what JSON cannot say becomes text, what is too long is cut and marked.
 * Never throws: the client in a host panics on a malformed record, so nothing may go wrong here.
 */
export function formatRecord({ level, message, name, fields = {}, time }: LogRecord): string {
  const members = [`"@level":"${LOG_LEVELS.includes(level) ? level : "info"}"`];
  members.push(`"@message":${fitText(asText(message), MAX_MESSAGE_BYTES)}`);
  if (name !== undefined) members.push(`"@module":${fitText(asText(name), MAX_NAME_BYTES)}`);
  const timestamp = formatTime(time);
  if (timestamp !== undefined) members.push(`"@timestamp":"${timestamp}"`);
  const used = members.reduce((sum, member) => sum + byteLength(member) + 1, "{}\n".length);
  members.push(...formatFields(fields, MAX_LINE_BYTES - used));
  return `{${members.join(",")}}`;
}

/** The client parses exactly six fraction digits; with three it takes the whole line for plain text. */
function formatTime(time: Date): string | undefined {
  try {
    const text = Date.prototype.toISOString.call(time);
    return text.length === "2006-01-02T15:04:05.000Z".length ? text.replace("Z", "000Z") : undefined;
  } catch {
    return undefined; // The client shows its zero time.
  }
}

function formatFields(fields: Readonly<Record<string, unknown>>, room: number): string[] {
  const members: string[] = [];
  const taken = new Set<string>();
  let left = room - NOTE_BYTES;
  let leftOut = 0;
  const entries = entriesOf(fields);
  for (const [i, [rawKey, value]] of entries.entries()) {
    const key = freeKey(rawKey, taken);
    taken.add(key);
    // A long value leaves something for those after it.
    const member = formatField(key, value, i === entries.length - 1 ? left : Math.floor(left / 2));
    if (member === undefined) leftOut++;
    else members.push(member);
    left -= member === undefined ? 0 : byteLength(member) + 1;
  }
  if (leftOut > 0) members.push(`${JSON.stringify(freeKey("left_out", taken))}:"${leftOut} more fields"`);
  return members;
}

/** Undefined when there is no room left for a useful piece of it. */
function formatField(key: string, value: unknown, room: number): string | undefined {
  const start = `${JSON.stringify(key)}:`;
  const roomForValue = room - byteLength(start) - 1;
  if (roomForValue < 64) return undefined;
  const plain = toPlain(value);
  if (typeof plain === "string") return start + fitText(plain, roomForValue);
  const json = JSON.stringify(plain);
  return start + (byteLength(json) <= roomForValue ? json : fitText(json, roomForValue));
}

/** Keys with @ are hclog's own: the client asserts their types without a check, and panics. */
function freeKey(key: string, taken: ReadonlySet<string>): string {
  let free = key.replace(/^@+/, "_");
  while (taken.has(free)) free = `_${free}`;
  return free;
}

/** The text as JSON in at most `room` bytes; cut and marked when it is longer. */
function fitText(text: string, room: number): string {
  let kept = text.length > room ? text.slice(0, room) : text;
  for (;;) {
    const mark =
      kept.length < text.length ? worded(GO_PLUGIN.message.charactersCut, { count: text.length - kept.length }) : "";
    const json = JSON.stringify(kept + mark);
    const bytes = byteLength(json);
    if (bytes <= room) return json;
    // Shrinks in proportion, for text that needs several bytes or an escape per character.
    const keep = Math.floor(kept.length * (room / bytes)) - mark.length - 8;
    if (keep <= 0) return '"…"';
    kept = withoutHalfCharacter(kept.slice(0, keep));
  }
}

function withoutHalfCharacter(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** For what the types promise to be a string and a JavaScript caller may have made something else. */
function asText(value: unknown): string {
  const plain = toPlain(value);
  return typeof plain === "string" ? plain : JSON.stringify(plain);
}

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

interface Walk {
  /** Levels of objects that are still opened. */
  readonly depth: number;
  /** The objects on the way here, to notice a circle. */
  readonly parents: readonly object[];
  /** Characters that the whole value may still become: wide and deep objects would otherwise take for ever. */
  readonly budget: { left: number };
}

/** The value as something that JSON can say. */
function toPlain(
  value: unknown,
  walk: Walk = { depth: MAX_DEPTH, parents: [], budget: { left: 2 * MAX_LINE_BYTES } },
): Plain {
  if (walk.budget.left <= 0) return "…";
  walk.budget.left -= 8;
  try {
    const plain = typeof value === "object" && value !== null ? objectToPlain(value, walk) : primitiveToPlain(value);
    return typeof plain === "string" ? charge(plain, walk) : plain;
  } catch (error) {
    // Getters, toJSON and proxies are foreign code.
    return worded(GO_PLUGIN.message.unreadable, { reason: reasonOf(error) });
  }
}

function charge(text: string, { budget }: Walk): string {
  const kept = text.length > budget.left ? `${text.slice(0, Math.max(0, budget.left))}…` : text;
  budget.left -= kept.length;
  return kept;
}

function primitiveToPlain(value: unknown): Plain {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  return typeof value === "function" ? "[Function]" : String(value);
}

function objectToPlain(value: object, { depth, parents, budget }: Walk): Plain {
  if (parents.includes(value)) return "[circular]";
  if (types.isNativeError(value) || value instanceof Error) return describe(value);
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (types.isArrayBufferView(value) || types.isAnyArrayBuffer(value) || types.isRegExp(value)) return describe(value);
  if (depth === 0) return Array.isArray(value) ? "[Array]" : "[Object]";
  const inner = (part: unknown) => toPlain(part, { depth: depth - 1, parents: [...parents, value], budget });
  if (types.isMap(value)) return mapToPlain(value, inner);
  if (types.isSet(value)) return listToPlain(value, value.size, inner);
  if ("toJSON" in value && typeof value.toJSON === "function") return inner(value.toJSON());
  if (Array.isArray(value)) return listToPlain(value, value.length, inner);
  return entriesToPlain(entriesOf(value), inner);
}

/** Errors with their stack, cause and own properties (`code`), in one text: the daemon prints objects as Go maps. */
function describe(value: object): string {
  return inspect(value, { depth: 3, maxArrayLength: 32, maxStringLength: MAX_MESSAGE_BYTES, customInspect: false });
}

function listToPlain(items: Iterable<unknown>, size: number, inner: (item: unknown) => Plain): Plain[] {
  const kept = firstOf(items).map(inner);
  return size > MAX_ITEMS ? [...kept, `… ${size - MAX_ITEMS} more`] : kept;
}

function mapToPlain(map: Map<unknown, unknown>, inner: (item: unknown) => Plain): Plain {
  const entries = firstOf(map).map(([key, item]): [string, unknown] => [asText(key), item]);
  if (map.size > MAX_ITEMS) entries.push(["…", `${map.size - MAX_ITEMS} more`]);
  return entriesToPlain(entries, inner);
}

function entriesToPlain(entries: ReadonlyArray<[string, unknown]>, inner: (item: unknown) => Plain): Plain {
  const kept = entries.slice(0, MAX_ITEMS + 1).map(([key, item]): [string, Plain] => [key, inner(item)]);
  if (entries.length > MAX_ITEMS + 1) kept.push(["…", `${entries.length - MAX_ITEMS - 1} more`]);
  return Object.fromEntries(kept);
}

function firstOf<T>(items: Iterable<T>): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === MAX_ITEMS) break;
    first.push(item);
  }
  return first;
}

/** Own enumerable properties; one whose getter throws says so and leaves the others alone. */
function entriesOf(value: object): Array<[string, unknown]> {
  let keys: string[];
  try {
    keys = Object.keys(value);
  } catch (error) {
    return [["unreadable", reasonOf(error)]];
  }
  return keys.map((key) => {
    try {
      return [key, (value as Record<string, unknown>)[key]];
    } catch (error) {
      return [key, worded(GO_PLUGIN.message.unreadable, { reason: reasonOf(error) })];
    }
  });
}

function reasonOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : String(error);
  } catch {
    return "no reason";
  }
}
