import facts from "./facts.json" with { type: "json" };

/**
 * What the SDKs of all languages share of Laniakea: names, times in ms, bounds, and what they say to operators and to the log. The
 * build makes a module of each other language from the same file.
 */
export const FACTS = facts;
