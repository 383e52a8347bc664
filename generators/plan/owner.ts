import type { Answers } from "../languages/language.js";
import { languageNamed } from "../languages/registry.js";

/** The author's: what the plugin does, and its tests. A tool's: what is made anew and never merged. Shared: all else. */
export type Owner = "author" | "tool" | "shared";

/** What the test runners of all languages take for a test. */
const TEST = /(^|\/)(test_[^/]*\.py|[^/]*\.test\.ts|[^/]*_test\.go)$/;

/** Says whose a file of a project is, by its path in the project. */
export function ownersIn(answers: Answers): (path: string) => Owner {
  const language = languageNamed(answers.language);
  const made = [...language.madeByTools, ...language.lockFiles(answers)];
  const { authors } = language.words(answers, {}, process.platform);
  return (path) => {
    if (made.some((each) => (each.endsWith("/") ? path.startsWith(each) : path === each))) return "tool";
    return authors.includes(path) || TEST.test(path) ? "author" : "shared";
  };
}
