import { reasonOf } from "../../go-plugin/rpc/reason.js";

/** What a text holds, or what it is in place of a JSON object: half a sentence that begins with "it". */
export type FoundObject =
  { readonly found: object; readonly problem?: undefined } | { readonly found?: undefined; readonly problem: string };

/** Reads a text that a person has written, as one JSON object. */
export function jsonObjectIn(text: string): FoundObject {
  if (text.trim() === "") return { problem: "it is empty" };
  try {
    const found: unknown = JSON.parse(text);
    if (Array.isArray(found)) return { problem: "it holds a list" };
    if (typeof found === "object" && found !== null) return { found };
    return { problem: `it holds ${found === null ? "null" : `a ${typeof found}`}` };
  } catch (error) {
    return { problem: `it is no JSON: ${syntaxError(text, reasonOf(error).replace(/^JSON Parse error: /, ""))}` };
  }
}

/** The keys that a valid text of one JSON object has more than once; of each `JSON.parse` takes the last without a word. */
export function doubledKeys(text: string): readonly string[] {
  const [seen, doubled] = [new Set<string>(), new Set<string>()];
  let [depth, newest] = [0, '""'];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if ("{[".includes(token)) depth++;
    else if ("}]".includes(token)) depth--;
    else if (token !== ":") newest = token;
    else if (depth === 1) {
      const key = String(JSON.parse(newest));
      (seen.has(key) ? doubled : seen).add(key);
    }
  }
  return [...doubled];
}

/** With line and column where the engine says a position: not each of its errors has one. */
function syntaxError(text: string, reason: string): string {
  const [, what = reason, position] = /^(.*?)(?: in JSON)? at position (\d+)/s.exec(reason) ?? [];
  // V8's and JavaScriptCore's words for it.
  const isCut = /Unexpected (?:end of JSON input|EOF)|Unterminated string/.test(reason) && position === undefined;
  if (position === undefined && !isCut) return what.replaceAll(/\s+/g, " ");
  const before = text.slice(0, isCut ? text.trimEnd().length : Number(position)).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return isCut ? `it ends too early, in ${place}` : `${what} in ${place}`;
}
