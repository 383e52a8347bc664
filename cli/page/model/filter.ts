import { LOG_LEVELS, type LogLevel, type LogRecord, type ObservedFrame } from "./events.js";

/** Whether a frame has all words, in its type, source or payload; the case does not matter. */
export function frameMatches({ type, source, text = "" }: ObservedFrame, words: string): boolean {
  return hasAll(`${type} ${source} ${text}`, words);
}

/** Whether a record is of that level or above, and has all words. */
export function logMatches(record: LogRecord, level: LogLevel, words: string): boolean {
  return LOG_LEVELS.indexOf(record.level) >= LOG_LEVELS.indexOf(level) && hasAll(logText(record), words);
}

/** A record's message and fields, as the terminal shows them. */
export function logText({ message, fields }: LogRecord): string {
  const pairs = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return message + pairs.join("");
}

function hasAll(text: string, words: string): boolean {
  const lower = text.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
