/** How Node.js, Go and Python begin the line that says what went wrong. */
const ERROR_LINE =
  /^(?:Uncaught )?(?:[\w$]+\.)*[\w$]*(?:Error|Exception|Exit|Interrupt)\b(?: \[\w+\])?(?::|$)|^(?:panic|fatal error|FATAL ERROR): /;
const STACK_LINE = /^\s+at /;
const TRACEBACK = "Traceback (most recent call last):";

/**
 * The line of a failed program's stderr that says what went wrong: of a log record its message, and of an error that nobody caught
 * the error itself, without its stack. Undefined when there is none that looks like one.
 */
export function errorLine(stderr: readonly string[]): string | undefined {
  return (
    lastErrorRecord(stderr) ?? endOfTraceback(stderr) ?? headOfStack(stderr) ?? stderr.findLast(isErrorLine)?.trim()
  );
}

/** Characters of a line that a message shows. */
const SHOWN = 200;

/** A line as a message has it: of a long one the beginning. */
export function shownLine(line: string): string {
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** A record's own words: its fields, a whole traceback perhaps, are in the log. */
export function messageIn(line: string): string | undefined {
  const record = recordIn(line);
  return typeof record?.["@message"] === "string" ? record["@message"] : undefined;
}

function lastErrorRecord(stderr: readonly string[]): string | undefined {
  const line = stderr.findLast((each) => recordIn(each)?.["@level"] === "error");
  return line === undefined ? undefined : messageIn(line);
}

/** Python's comes last, after the lines that it came through, which are indented. */
function endOfTraceback(stderr: readonly string[]): string | undefined {
  const start = stderr.findLastIndex((line) => line.trim() === TRACEBACK);
  return start === -1 ? undefined : stderr.slice(start + 1).find((line) => /^\S/.test(line));
}

/** Node's comes first, and may have more lines than one before its stack. */
function headOfStack(stderr: readonly string[]): string | undefined {
  const stack = stderr.findIndex((line) => STACK_LINE.test(line));
  if (stack < 1) return undefined;
  const before = stderr.slice(0, stack);
  return (before.findLast(isErrorLine) ?? before.at(-1))?.trim();
}

function isErrorLine(line: string): boolean {
  return ERROR_LINE.test(line);
}

/** A line that is a record of the log; undefined for any other. */
export function recordIn(line: string): Record<string, unknown> | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === "object" && record !== null ? (record as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
