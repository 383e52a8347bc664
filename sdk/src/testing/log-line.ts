/** Keys that go-plugin's client reads with an unchecked type assertion: another type ends the host (log_entry.go:49-59). */
const ASSERTED_KEYS = ["@message", "@level", "@timestamp"] as const;

/** Why a line on stderr would crash the host that reads it; undefined when it is harmless. */
export function logLineProblem(line: string): string | undefined {
  const record = parseObject(line);
  for (const key of ASSERTED_KEYS) {
    const value = record?.[key];
    if (value !== undefined && typeof value !== "string") {
      return `a JSON line on stderr has a ${key} that is ${value === null ? "null" : `a ${typeof value}`}, not a string`;
    }
  }
  return undefined;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
