import { QUESTIONS } from "./questions.js";

/** What a project is, and not how: another answer would be another project. */
const FIXED: readonly string[] = ["dir", "name", "type", "language"];

/** The questions whose answer an update can change. */
export const CHANGEABLE = QUESTIONS.filter(({ key }) => !FIXED.includes(key));
