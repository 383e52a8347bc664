/** What the classes of JavaScript say of code, and never of hardware. */
const OF_CODE = [TypeError, ReferenceError, SyntaxError, RangeError];
/** How the calls of a system say what went wrong, such as ENOENT and ECONNREFUSED. Node.js's own codes begin with ERR_. */
const SYSTEM_CODE = /^E(?!RR_)[A-Z0-9_]+$/;

/**
 * Whether an error looks like a mistake in the code: then its stack helps. `fetch` throws a TypeError for a server that is not there, with
 * the cause in it.
 */
export function isMistake(error: unknown): boolean {
  return looked(() => OF_CODE.some((kind) => error instanceof kind) && (error as Error).cause === undefined);
}

/** Whether an error is what the system has answered: its stack is Node.js's own, and helps nobody. */
export function isOfSystem(error: unknown): boolean {
  return looked(() => error instanceof Error && "code" in error && SYSTEM_CODE.test(String(error.code)));
}

/** What was thrown is foreign code, as a proxy and a getter are: it may throw once more when it is looked at. */
function looked(at: () => boolean): boolean {
  try {
    return at();
  } catch {
    return false;
  }
}
