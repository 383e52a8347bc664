/**
 * Why a path cannot be meant as it came. cmd and PowerShell take the backslash in `"C:\lab dir\"` for one that quotes the quote: what
 * comes is `C:\lab dir"`, with all arguments that follow.
 */
export function strayQuoteProblem(path: string, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform !== "win32" || !path.includes('"')) return undefined;
  return `no path on Windows has a quotation mark in it: ${path}; leave out the backslash before the closing one, as in "C:\\lab dir"`;
}
