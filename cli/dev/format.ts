import type { Frame } from "../../sdk/typescript/src/api/frame.js";
import { LOG_LEVELS, type LogRecord } from "../page/model/events.js";

/** Characters of a payload that are shown; the page and a recorded file have all. */
const MOST_SHOWN = 10_000;

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
  return readable ? oneLine(frame.text()) : `${frame.type}, ${frame.payload.length} bytes`;
}

/** A device's text is one line of the terminal, and no command to it. */
function oneLine(text: string): string {
  const shown =
    text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} … ${text.length - MOST_SHOWN} more characters` : text;
  return shown.replace(/\p{Cc}/gu, escaped);
}

function escaped(control: string): string {
  const code = control.charCodeAt(0);
  return code < 32 ? JSON.stringify(control).slice(1, -1) : `\\u00${code.toString(16)}`;
}

/** What a device has sent may stand in the log: it is no command to the terminal. A stack keeps its lines. */
function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, escaped);
}

/** A record of the plugin's log as `[info] message key=value`; any other line as it is. */
export function formatLogLine(line: string): string {
  const record = parse(line);
  if (record === undefined) return line;
  const { level, message, fields } = splitRecord(record);
  const pairs = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return harmless(`[${level}] ${message}${pairs.join("")}`);
}

/** A line of the log as the page has it: one that is no record is an error where it says so by its mark, else information. */
export function logRecordOf(line: string): Pick<LogRecord, "level" | "message" | "fields"> {
  const record = parse(line);
  if (record === undefined) return { level: line.startsWith("✖") ? "error" : "info", message: line, fields: {} };
  const { level, ...rest } = splitRecord(record);
  return { level: LOG_LEVELS.find((known) => known === level) ?? "info", ...rest };
}

function splitRecord(record: Readonly<Record<string, unknown>>) {
  const { "@level": level, "@message": message, "@module": _module, "@timestamp": _time, ...fields } = record;
  return { level: String(level), message: String(message), fields };
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
