/** The keys that hclog gives a meaning (log_entry.go). A host asserts that they are strings, without a check. */
const HOST_KEYS = ["@message", "@level", "@timestamp"] as const;

/** What a go-plugin host makes of a line on a plugin's stderr: a record, plain text, or a panic that ends the host. */
export type HostLine = "record" | "text" | "panic";

export function classifyLine(line: string): HostLine {
  const record = parseObject(line);
  if (record === undefined) return "text";
  const meant = HOST_KEYS.filter((key) => Object.hasOwn(record, key)).map((key) => record[key]);
  if (meant.some((value) => typeof value !== "string")) return "panic";
  return typeof record["@message"] === "string" && typeof record["@level"] === "string" ? "record" : "text";
}

function parseObject(line: string): Record<string, unknown> | undefined {
  // Most lines are no JSON, and parsing throws slowly.
  if (!line.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
