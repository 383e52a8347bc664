import type { ObservedFrame } from "./events.js";

/** A line of a recording that is not a frame; the message says why. */
export class FrameLineError extends Error {
  override readonly name = "FrameLineError";
}

/** A frame as one line of a recording, without its line end. JSON stays JSON, other text is `text`, all else `base64`. */
export function frameLine({ at, origin, source, type, timestamp, text, base64 }: ObservedFrame): string {
  const head = JSON.stringify({ at, ...origin, source, type, timestamp });
  const payload = text === undefined ? `"base64":${JSON.stringify(base64 ?? "")}` : textField(type, text);
  return `${head.slice(0, -1)},${payload}}`;
}

/** JSON of one line goes in as it is: digits that JavaScript's numbers cannot hold stay. */
function textField(type: string, text: string): string {
  const isJson = type === "application/json" && !/[\r\n]/.test(text) && parses(text);
  return isJson ? `"payload":${text}` : `"text":${JSON.stringify(text)}`;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads what {@link frameLine} has written.
 * @param n the frame's number.
 * @throws {FrameLineError} when it is something else.
 */
export function parseFrameLine(line: string, n: number): ObservedFrame {
  const record = recordOf(line);
  const { at, recording, command, source, type, timestamp, payload, base64 } = record;
  const text = "payload" in record ? JSON.stringify(payload) : record["text"];
  if (typeof at !== "number") throw new FrameLineError('it has no number "at"');
  if (typeof text !== "string" && typeof base64 !== "string") {
    throw new FrameLineError('it has none of "payload", "text" and "base64"');
  }
  const common = {
    n,
    at,
    origin: typeof command === "string" ? { command } : { recording: typeof recording === "number" ? recording : 1 },
    source: typeof source === "string" ? source : "",
    type: typeof type === "string" ? type : "application/json",
    timestamp: typeof timestamp === "number" ? timestamp : at,
  };
  if (typeof text === "string") return { ...common, size: new TextEncoder().encode(text).length, text };
  return { ...common, size: atob(String(base64)).length, base64: String(base64) };
}

function recordOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Said below, as for what is JSON and no object.
  }
  throw new FrameLineError("it is not a JSON object");
}
