import type { Answers } from "../languages/language.js";
import { languageNamed } from "../languages/registry.js";

/** The author's: what the plugin does, and its tests. A tool's: what is made anew and never merged. Shared: all else. */
export type Owner = "author" | "tool" | "shared";

/** What the test runners of all languages take for a test. */
const TEST = /(^|\/)(test_[^/]*\.py|[^/]*\.test\.ts|[^/]*_test\.go)$/;
/** What a project carries of ours, and what a package manager or `make lock` writes. */
const MADE_BY_TOOLS = /^(vendor|tools)\/|(^|\/)(requirements\.lock|go\.sum)$/;

/** Whose a file of a project is, by its path in the project. */
export function ownerOf(path: string, answers: Answers): Owner {
  const language = languageNamed(answers.language);
  if (MADE_BY_TOOLS.test(path) || language.lockFiles(answers).includes(path)) return "tool";
  const { source } = language.words(answers, {}, process.platform);
  return path === source || TEST.test(path) ? "author" : "shared";
}
