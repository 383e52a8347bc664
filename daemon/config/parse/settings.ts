import { nearest } from "../../nearest.js";

/** What the daemon wants a value to be. */
export type Kind = "bool" | "number" | "text" | "list of text" | "list of plugins" | "duration";

/** core.Config with its yaml tags; a field without a tag has its name in lower case (core/config.go). */
export const SETTINGS: Readonly<Record<string, Kind>> = {
  DefaultLogDir: "bool",
  LogFileDir: "text",
  MaxLogFiles: "number",
  MaxLogFileSize: "number",
  ConsoleOutput: "bool",
  GrpcPort: "number",
  RestPort: "number",
  ExtraIPAddr: "list of text",
  PluginDir: "text",
  Plugins: "list of plugins",
  regeneratemacaroons: "bool",
  macaroondbpath: "text",
  tlscertpath: "text",
  tlskeypath: "text",
  adminmacpath: "text",
  testmacpath: "text",
  wspinginterval: "duration",
  wspongwait: "duration",
};

/** True for a setting of the daemon, and for what somebody may have meant as one. */
export function isLikeSetting(key: string): boolean {
  if (Object.hasOwn(SETTINGS, key)) return true;
  return mayBeNear(key) && nearest(key, NAMES) !== undefined;
}

const NAMES = Object.keys(SETTINGS);
const PAIRS = new Set(NAMES.flatMap((name) => Array.from(name.slice(1), (_, i) => pairAt(name.toLowerCase(), i))));
const SHORTEST = Math.min(...NAMES.map((name) => name.length));

/** Says no at once where there are too few pairs of letters in common for {@link nearest}, which takes its time. */
function mayBeNear(key: string): boolean {
  const letters = key.toLowerCase().replace(/[-_]/g, "");
  let common = 0;
  for (let i = 0; i + 1 < letters.length; i++) if (PAIRS.has(pairAt(letters, i))) common++;
  return letters.length < 3 || 2 * common >= 0.4 * (letters.length + SHORTEST - 2);
}

function pairAt(letters: string, i: number): string {
  return letters.slice(i, i + 2);
}
