/** Node's timers hold no longer time, of 24 days: they take it for 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * What `work` resolves with, or what `late` returns when `ms` milliseconds have passed before: what hangs must not keep
 * others waiting. The work itself goes on; what becomes of it then is nobody's concern. Infinity, and what is longer than a
 * timer can be, waits for as long as it takes.
 * @throws what `work` rejects with in time, and what `late` throws.
 */
export async function within<T, Late>(ms: number, work: Promise<T> | T, late: () => Late): Promise<T | Late> {
  if (ms > LONGEST_TIMER_MS) return await work;
  let timer: NodeJS.Timeout | undefined;
  const passed = Symbol("passed");
  const bound = new Promise<typeof passed>((resolve) => {
    timer = setTimeout(resolve, ms, passed);
  });
  try {
    const first = await Promise.race([work, bound]);
    return first === passed ? late() : (first as T);
  } finally {
    clearTimeout(timer);
  }
}
