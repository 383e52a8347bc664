import { classifyLine } from "../../go-plugin/logging/host-line.js";

/** Why a line on stderr would crash the host that reads it; undefined when it is harmless. */
export function logLineProblem(line: string): string | undefined {
  if (classifyLine(line) !== "panic") return undefined;
  return "a JSON line on stderr has an @message, @level or @timestamp that is not a string";
}
