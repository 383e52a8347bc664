/** An error of opening a port for who operates it: which port, what the system says, and what can be done about it. */
export function portError(path: string, error: unknown): Error {
  // Where a name has several addresses and none answers, the error has a code alone.
  const { message, code }: { message?: unknown; code?: unknown } = typeof error === "object" && error !== null ? error : { message: error };
  const reason = `${path}: ${String(message || code).replace(/^Error: /, "").replace(`, cannot open ${path}`, "")}`;
  if (/permission denied/i.test(reason)) return new Error(`${reason}: the daemon's user needs the group dialout`, { cause: error });
  if (/cannot lock/i.test(reason)) return new Error(`${path}: another program has it open`, { cause: error });
  return new Error(reason, { cause: error });
}
