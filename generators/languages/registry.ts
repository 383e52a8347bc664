import { go } from "./go/go.js";
import type { Language } from "./language.js";
import { python } from "./python/python.js";
import { typescript } from "./typescript/typescript.js";

/** The languages that projects can be made in. The first is the default. */
export const LANGUAGES: readonly Language[] = [typescript, python, go];

/** @throws {Error} for a name that no check has let through. */
export function languageNamed(name: string): Language {
  const language = LANGUAGES.find((candidate) => candidate.name === name);
  if (language === undefined) throw new Error(`there is no language ${name}`);
  return language;
}
