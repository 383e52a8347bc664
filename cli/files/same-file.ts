import { realpathSync, statSync } from "node:fs";

interface FileSystem {
  readonly statSync: (path: string, options: { bigint: true }) => { readonly dev: bigint; readonly ino: bigint };
  readonly realpathSync: { readonly native: (path: string) => string };
}

/**
 * Whether two paths lead to one file: through a link, or because the disk does not tell capital letters from small ones.
 * Synchronous: hundreds of questions to the thread pool would take longer than all the rest.
 */
export function sameFile(a: string, b: string, system?: FileSystem): boolean {
  if (a === b) return true;
  const [found, other] = [identityOf(a, system), identityOf(b, system)];
  return found !== undefined && found === other;
}

/**
 * The same for all names of one file; undefined for what is not there. Some disks of Windows, and of the network, give no number to a
 * file: there it is the name that the disk itself has for it, in the capital letters that it was made with.
 */
export function identityOf(path: string, system: FileSystem = { statSync, realpathSync }): string | undefined {
  try {
    const { dev, ino } = system.statSync(path, { bigint: true });
    return ino === 0n ? `${dev}:${system.realpathSync.native(path)}` : `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
