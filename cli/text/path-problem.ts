import { join } from "node:path";

/** What decides what a path means. */
interface PathSystem {
  readonly platform: NodeJS.Platform;
  /** What a shell writes in the place of ~; undefined where it has nothing. */
  readonly home: string | undefined;
}

function thisSystem(): PathSystem {
  return { platform: process.platform, home: process.env["HOME"] || process.env["USERPROFILE"] || undefined };
}

/** Why a path that somebody has given means nothing as it came; undefined when it may mean something. */
export function pathProblem(path: string, system: Partial<PathSystem> = {}): string | undefined {
  const { platform, home } = { ...thisSystem(), ...system };
  return tildeProblem(path, home) ?? strayQuoteProblem(path, platform);
}

/** Whether a path begins with the ~ of whoever reads this. */
export function beginsWithTilde(path: string): boolean {
  return /^~($|[\\/])/.test(path);
}

/**
 * Only a shell knows what ~ stands for, and none has seen it within quotes, behind a flag's =, in a prompt's answer or in a file. What
 * would come of it is a folder whose name is ~.
 */
function tildeProblem(path: string, home: string | undefined): string | undefined {
  if (!beginsWithTilde(path)) return undefined;
  const example = home === undefined ? "" : `, such as ${join(home, path.slice(1))}`;
  return `${JSON.stringify(path)} begins with ~, which only a shell expands; write the whole path${example}`;
}

/**
 * cmd and PowerShell take the backslash in `"C:\lab dir\"` for one that quotes the quote: what comes is `C:\lab dir"`, with all
 * arguments that follow.
 */
function strayQuoteProblem(path: string, platform: NodeJS.Platform): string | undefined {
  if (platform !== "win32" || !path.includes('"')) return undefined;
  return `no path on Windows has a quotation mark in it: ${path}; leave out the backslash before the closing one, as in "C:\\lab dir"`;
}
