/** Quotes for a POSIX shell; on Windows double quotes, as cmd and PowerShell both take them. */
export function quote(argument: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  return platform === "win32" ? `"${argument.replaceAll('"', '\\"')}"` : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** For a program that hands its arguments to a shell once more, as they are. */
export function quoteTwice(argument: string, platform: NodeJS.Platform = process.platform): string {
  const once = quote(argument, platform);
  if (once === argument || platform === "win32") return once;
  return /["$`\\!]/.test(once) ? quote(once, platform) : `"${once}"`;
}
