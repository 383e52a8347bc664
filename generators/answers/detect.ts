import { detectPackageManager } from "../languages/typescript/package-managers.js";
import type { Texts } from "./questions.js";

/** What the surroundings say about answers that nobody gave. */
export function detect(env: NodeJS.ProcessEnv, cwd: string): Texts {
  const packageManager = detectPackageManager(env, cwd);
  return packageManager === undefined ? {} : { packageManager };
}
