import { relative, sep } from "node:path";

/**
 * Quotes for a POSIX shell; on Windows double quotes, as cmd and PowerShell both take them. There backslashes before a quote quote: those
 * that are meant are doubled.
 */
export function quote(argument: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return platform === "win32"
    ? `"${argument.replace(/(\\*)("|$)/g, "$1$1$2").replaceAll('"', '\\"')}"`
    : inSingleQuotes(argument);
}

/** As every POSIX shell and fish take it. */
export function inSingleQuotes(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Goes into a folder: one whose name begins with a hyphen would be a flag, and - alone the folder before. */
export function changeInto(folder: string): string {
  return `cd ${quote(folder.startsWith("-") ? `./${folder}` : folder)}`;
}

/** For a program that hands its arguments to a shell once more, as they are. */
export function quoteTwice(argument: string, platform: NodeJS.Platform = process.platform): string {
  const once = quote(argument, platform);
  if (once === argument || platform === "win32") return once;
  return /["$`\\!]/.test(once) ? quote(once, platform) : `"${once}"`;
}

/** A path as a person in the folder `cwd` reads it: relative where that is shorter to read. */
export function shownFrom(cwd: string, path: string): string {
  const fromHere = relative(cwd, path) || ".";
  return fromHere.startsWith(`..${sep}..`) ? path : fromHere;
}
