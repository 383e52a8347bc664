/** An error of opening a port for who operates it: which port, what the system says, and what can be done about it. */
export function portError(path: string, error: unknown): Error {
  // Where a name has several addresses and none answers, the error has a code alone.
  const known: { message?: unknown; code?: unknown; syscall?: unknown } = typeof error === "object" && error !== null ? error : { message: error };
  const { message, code, syscall } = known;
  // The text of an error of the network has the address again.
  const said = typeof syscall === "string" ? `${syscall} ${String(code)}` : String(message || code);
  const reason = `${path}: ${said.replace(/^Error: /, "").replace(`, cannot open ${path}`, "")}`;
  if (/permission denied/i.test(reason)) return new Error(`${reason}: the daemon's user needs the group dialout`, { cause: error });
  if (/cannot lock/i.test(reason)) return new Error(`${path}: another program has it open`, { cause: error });
  return new Error(reason, { cause: error });
}
