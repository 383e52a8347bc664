import { statSync } from "node:fs";

/**
 * Whether two paths lead to one file: through a link, or because the disk does not tell capital letters from small ones.
 * Synchronous: hundreds of questions to the thread pool would take longer than all the rest.
 */
export function sameFile(a: string, b: string): boolean {
  if (a === b) return true;
  const [found, other] = [identityOf(a), identityOf(b)];
  return found !== undefined && found === other;
}

/** Undefined for what is not there, and where the file system gives no number. */
export function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return ino === 0n ? undefined : `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
