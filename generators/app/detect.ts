import type { Texts } from "./questions.js";

/** What the surroundings say about answers that nobody gave. */
export function detect(_env: NodeJS.ProcessEnv, _cwd: string): Texts {
  return {};
}
