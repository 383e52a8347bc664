import { inspect } from "node:util";
import { GO_PLUGIN, worded } from "./facts.js";

const MAX_BYTES = GO_PLUGIN.error.reasonMaxBytes;
/** Bytes for the mark that says how much is missing. */
const MARK_BYTES = 64;

/**
 * The reason in whatever was thrown, for a person: never empty, never longer than 4 KiB, and never an error of its own, although
 * getters, `toString` and proxies are foreign code.
 */
export function reasonOf(thrown: unknown): string {
  const text = textOf(thrown);
  return text.trim() === "" ? GO_PLUGIN.error.reasonWhenEmpty : cut(text);
}

function textOf(thrown: unknown): string {
  try {
    // A name with several addresses, none of which answers: each has its own reason, and they together have none.
    if (thrown instanceof AggregateError && thrown.message === "") return thrown.errors.map(textOf).join("; ");
    if (thrown instanceof Error) return String(thrown.message || thrown.name);
    // Of an object that is no error, String() says only that.
    return typeof thrown === "object" && thrown !== null ? shown(thrown) : String(thrown);
  } catch {
    return worded(GO_PLUGIN.message.unreadable, { reason: classOf(thrown) });
  }
}

/** In its own words, where its class has some, such as a URL's. */
function shown(thrown: object): string {
  const { toString: own } = thrown;
  const isOwn = typeof own === "function" && own !== Object.prototype.toString && !Array.isArray(thrown);
  return isOwn ? String(thrown) : inspect(thrown, { breakLength: Infinity, customInspect: false, depth: 1 });
}

function classOf(thrown: unknown): string {
  try {
    return (thrown as object).constructor.name;
  } catch {
    return "an object";
  }
}

/** At a character's border: half of one would reach the host as something else. */
function cut(text: string): string {
  if (text.length <= MAX_BYTES && Buffer.byteLength(text, "utf8") <= MAX_BYTES) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(MAX_BYTES - MARK_BYTES));
  return text.slice(0, read) + worded(GO_PLUGIN.message.charactersCut, { count: text.length - read });
}
