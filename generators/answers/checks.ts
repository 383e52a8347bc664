import { join } from "node:path";
import { homeFolder } from "../../cli/files/home-folder.js";
import { beginsWithTilde, pathProblem } from "../../cli/text/path-problem.js";
import { countProblem as numberProblem } from "../../daemon/entry.js";
import { MAX_NAME_LENGTH, pluginNameProblem } from "../../daemon/names.js";
import { quoted } from "../../daemon/text.js";
import { ConstraintError, VersionConstraint } from "../../sdk/typescript/src/api/version-constraint.js";
import type { QuestionContext } from "../languages/question.js";

/** What the table of questions holds answers to. Each gives the problem in one line, or undefined when there is none. */

const EXAMPLE_NAME = "my-sensor";
export const DEFAULT_CONSTRAINT = ">= 1.0.0, < 2.0.0";
export const MAX_DESCRIPTION_LENGTH = 200;

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

export function dirProblem(dir: string): string | undefined {
  if (dir.trim() === "") return `the folder is empty; give a path, such as ${EXAMPLE_NAME}`;
  const problem = pathProblem(dir);
  if (problem !== undefined) return problem;
  if (dir.search(CONTROL_CHARACTERS) !== -1) return "the folder's path has a control character in it";
  return undefined;
}

/** With the home folder in the place of a ~. */
export function expanded(path: string): string {
  const home = beginsWithTilde(path) ? homeFolder() : undefined;
  return home === undefined ? path : join(home, path.slice(1));
}

/** Windows has no file of these names, whatever the extension; a project is made for all platforms. */
const DEVICES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

export function nameProblem(name: string): string | undefined {
  const problem = pluginNameProblem(name);
  if (problem !== undefined || !DEVICES.test(name)) return problem;
  return `the name ${quoted(name)} is a device's on Windows; choose another`;
}

export function suggestDir(dir: string | undefined, { texts }: QuestionContext): string | undefined {
  if (dir === undefined) {
    return texts.name !== undefined && nameProblem(texts.name) === undefined ? texts.name : EXAMPLE_NAME;
  }
  const path = expanded(dir).replace(CONTROL_CHARACTERS, "-");
  return dirProblem(path) === undefined ? path : undefined;
}

/** The name with what is not allowed left out. */
export function suggestName(name: string | undefined): string | undefined {
  if (name === undefined) return EXAMPLE_NAME;
  const allowed = name.replace(/[^a-zA-Z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");
  const short = allowed.slice(0, MAX_NAME_LENGTH);
  return [short, `${short}-plugin`].find((candidate) => short !== "" && nameProblem(candidate) === undefined);
}

export function constraintProblem(text: string): string | undefined {
  const constraint = parsed(text);
  if (constraint instanceof ConstraintError) return constraint.message;
  return isFulfilled(constraint) ? undefined : noneFulfils(text);
}

function noneFulfils(text: string): string {
  return `no version fulfils the constraint ${quoted(text)}; write a range such as "${DEFAULT_CONSTRAINT}"`;
}

/** A constraint is a range with holes: if any version fulfils it, so does one of its limits, or what comes right beside one. */
function isFulfilled(constraint: VersionConstraint): boolean {
  const limits = constraint.text.split(",").map((part) => part.replace(/^[\s=!<>~]+|\s+$/g, ""));
  const accepts = (version: string) => constraint.accepts(version);
  return limits.some(accepts) || ["0.0.0", ...limits].flatMap((limit) => [limit, ...beside(limit)]).some(accepts);
}

function beside(version: string): readonly string[] {
  const [numbers = "", ...rest] = version.replace(/^v/, "").split(/[-+~A-Za-z]/);
  const segments = [...numbers.split("."), "0", "0"].slice(0, Math.max(3, numbers.split(".").length));
  const last = segments.pop() ?? "0";
  const next = [...segments, BigInt(last || "0") + 1n].join(".");
  const itself = [...segments, last].join(".");
  return rest.length === 0 ? [next] : [next, itself, `${itself}-0`, `${version}.1`];
}

export function suggestConstraint(text: string | undefined): string | undefined {
  if (text === undefined) return DEFAULT_CONSTRAINT;
  const constraint = parsed(text);
  const suggestion = constraint instanceof ConstraintError ? constraint.suggestion : undefined;
  return suggestion !== undefined && constraintProblem(suggestion) === undefined ? suggestion : undefined;
}

export function suggestDescription(text = "A Laniakea plugin"): string | undefined {
  return text.replace(CONTROL_CHARACTERS, " ").trim().slice(0, MAX_DESCRIPTION_LENGTH) || undefined;
}

function parsed(text: string): VersionConstraint | ConstraintError {
  try {
    return new VersionConstraint(text);
  } catch (error) {
    if (error instanceof ConstraintError) return error;
    throw error;
  }
}

export function descriptionProblem(text: string): string | undefined {
  if (text.trim() === "") return "the description is empty; write one sentence";
  if (text.search(CONTROL_CHARACTERS) !== -1) return "the description must be one line without control characters";
  if (text.length <= MAX_DESCRIPTION_LENGTH) return undefined;
  return `the description has ${text.length} characters; at most ${MAX_DESCRIPTION_LENGTH} are allowed`;
}

export function countProblem(what: string): (text: string) => string | undefined {
  return (text) => {
    const problem = numberProblem(text);
    return problem === undefined ? undefined : `the ${what} ${problem}, not ${quoted(text)}`;
  };
}
