/** Whether a released version is newer than another: `0.10.0` than `0.9.0`. */
export function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) > 0;
}
