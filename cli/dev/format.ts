import type { Frame } from "../../sdk/typescript/src/api/frame.js";

/** `12:30:05.123 room-climate {"celsius":21}`; local time, because a person reads it. */
export function formatFrame(frame: Frame): string {
  return `${timeOf(frame.timestamp)} ${frame.source} ${payloadOf(frame)}`;
}

function timeOf(timestamp: number): string {
  const date = new Date(timestamp);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${clock}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function payloadOf(frame: Frame): string {
  const readable = frame.type === "application/json" || frame.type.startsWith("text/");
  return readable ? frame.text() : `${frame.type}, ${frame.payload.length} bytes`;
}

/** A record of the plugin's log as `[info] message key=value`; any other line as it is. */
export function formatLogLine(line: string): string {
  const record = parse(line);
  if (record === undefined) return line;
  const { "@level": level, "@message": message, "@module": _module, "@timestamp": _time, ...fields } = record;
  const pairs = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return `[${String(level)}] ${String(message)}${pairs.join("")}`;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    const isRecord = typeof parsed === "object" && parsed !== null && "@message" in parsed && "@level" in parsed;
    return isRecord ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
