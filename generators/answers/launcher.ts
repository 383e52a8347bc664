import { existsSync } from "node:fs";
import { basename, posix, relative, resolve, sep, win32 } from "node:path";
import { detectPackageManager } from "../../cli/languages/typescript/package-manager.js";
import { quote, quoteTwice } from "../../cli/text/quote.js";
import { GENERATOR } from "../version.js";

/** How a command line starts, and how the arguments that follow are quoted. */
export interface Launcher {
  readonly words: string;
  readonly quote: (argument: string) => string;
}

/** How this process was started, so that a line that is shown works in the same place. */
export function launchedAs(
  env: NodeJS.ProcessEnv = process.env,
  script = process.argv[1] ?? "",
  system: CommandSystem = { platform: process.platform, exists: existsSync },
): Launcher {
  const plain = (words: string): Launcher => ({ words, quote });
  if (env["npm_lifecycle_event"] === "start") return plain("npm start --");
  // It would look for a program whose name has the version, and it puts all into a shell once more.
  const isYarn1 = /^yarn\/1\./.test(env["npm_config_user_agent"] ?? "");
  if (isYarn1) return { words: "yarn create laniakea-plugin", quote: quoteTwice };
  const manager = detectPackageManager(env, sep) ?? "npm";
  if (manager !== "npm" || env["npm_command"] === "exec" || env["npm_command"] === "init") {
    // Only npm takes the flags for itself.
    return plain(`${manager} create laniakea-plugin@${GENERATOR.version}${manager === "npm" ? " --" : ""}`);
  }
  if (basename(script).startsWith(GENERATOR.name) || isInstalledCommand(script, env, system))
    return plain(GENERATOR.name);
  return plain(`node ${quote(shorter(relative(process.cwd(), script), resolve(script)))}`);
}

/** What {@link launchedAs} needs of the system. */
interface CommandSystem {
  readonly platform: NodeJS.Platform;
  readonly exists: (path: string) => boolean;
}

/**
 * Windows has no links to programs, and pnpm makes none: the command is a script that starts Node with our file, wherever that is. Such
 * a file is in a folder of packages, and the script on the PATH.
 */
function isInstalledCommand(script: string, env: NodeJS.ProcessEnv, { platform, exists }: CommandSystem): boolean {
  const { join, delimiter } = platform === "win32" ? win32 : posix;
  if (!script.split(/[\\/]/).join("/").includes(`/node_modules/${GENERATOR.name}/`)) return false;
  const command = platform === "win32" ? `${GENERATOR.name}.cmd` : GENERATOR.name;
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter);
  return folders.some((folder) => folder !== "" && exists(join(folder, command)));
}

function shorter(a: string, b: string): string {
  return a.length <= b.length ? a : b;
}
