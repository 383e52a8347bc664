/**
 * Version constraints with the grammar and the comparison of github.com/hashicorp/go-version v1.6.0, which the daemon's
 * own SDK uses. Its oddities are kept on purpose: a constraint must mean the same in every language.
 */
import { FACTS } from "../../../../daemon/facts.js";
import { worded } from "../go-plugin/rpc/facts.js";

const { message } = FACTS;

/** A constraint that go-version would refuse. The message is one line and says what to write instead. */
export class ConstraintError extends Error {
  override readonly name = "ConstraintError";
  /** A constraint in go-version's grammar that says the same, where there is one. */
  readonly suggestion: string | undefined;

  constructor(message: string, options: ErrorOptions & { readonly suggestion?: string | undefined } = {}) {
    super(message, options);
    this.suggestion = options.suggestion;
  }
}

/** A version that go-version would refuse. */
export class VersionError extends Error {
  override readonly name = "VersionError";
}

/** A parsed constraint such as `>= 1.0.0, < 2.0.0`: comparisons separated by commas, all of which must hold. */
export class VersionConstraint {
  /** The constraint as it was written. */
  readonly text: string;
  readonly #comparisons: readonly Comparison[];

  /** @throws {ConstraintError} when the text is not a constraint. */
  constructor(text: string) {
    this.text = text;
    this.#comparisons = parseConstraint(text);
  }

  /** Whether all comparisons hold for a version. @throws {VersionError} when the version is not one. */
  accepts(version: string): boolean {
    const parsed = parseVersion(version);
    return this.#comparisons.every(({ holds, limit }) => holds(parsed, limit));
  }
}

/**
 * Whether a version fulfils a constraint: `satisfies("1.4.0", "~> 1.2")`.
 * @throws {ConstraintError} when the constraint is not one.
 * @throws {VersionError} when the version is not one.
 */
export function satisfies(version: string, constraint: string): boolean {
  return new VersionConstraint(constraint).accepts(version);
}

interface Version {
  /** At least three: go-version fills up with zeros. */
  readonly segments: readonly bigint[];
  /** How many segments the text had; `~>` depends on it. */
  readonly written: number;
  /** Empty when there is none. */
  readonly prerelease: string;
}

interface Comparison {
  readonly holds: (version: Version, limit: Version) => boolean;
  readonly limit: Version;
}

const MAX_INT64 = 2n ** 63n - 1n;

/** Digits, then a prerelease (the hyphen is optional before a letter), then metadata, which never matters. */
const VERSION =
  /^v?([0-9]+(?:\.[0-9]+)*)(?:-([0-9][0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*)|-?([A-Za-z~-][0-9A-Za-z~-]*(?:\.[0-9A-Za-z~-]+)*))?(?:\+[0-9A-Za-z~-]+(?:\.[0-9A-Za-z~-]+)*)?$/;

/** Go's `\s` is these five characters only. */
const COMPARISON = /^[\t\n\f\r ]*(=|!=|>=|<=|>|<|~>|)[\t\n\f\r ]*([^\t\n\f\r ]+)[\t\n\f\r ]*$/;

function parseVersion(text: string): Version {
  const match = VERSION.exec(text);
  if (match === null) {
    throw new VersionError(worded(message.notAVersion, { version: quoted(text) }));
  }
  const [, numbers = "", numericPrerelease = "", prerelease = numericPrerelease] = match;
  const segments = numbers.split(".").map((digits) => {
    const value = parseInt64(digits);
    if (value === undefined)
      throw new VersionError(worded(message.versionTooLarge, { version: quoted(text), limit: String(MAX_INT64) }));
    return value;
  });
  const written = segments.length;
  while (segments.length < 3) segments.push(0n);
  return { segments, written, prerelease };
}

function parseConstraint(text: string): Comparison[] {
  return text.split(",").map((part) => {
    const [, operator = "", version = ""] = COMPARISON.exec(part) ?? [];
    const holds = OPERATORS[operator];
    if (holds === undefined || !VERSION.test(version)) throw malformed(text);
    try {
      return { holds, limit: parseVersion(version) };
    } catch (error) {
      const values = { constraint: quoted(text), limit: String(MAX_INT64) };
      throw new ConstraintError(worded(message.constraintTooLarge, values), { cause: error });
    }
  });
}

/** Undefined when it does not fit; checked by length first, as BigInt is slow on long texts. */
function parseInt64(text: string): bigint | undefined {
  if (text.replace(/^-?0*/, "").length > 19) return undefined;
  const value = BigInt(text);
  return value <= MAX_INT64 && value >= -MAX_INT64 - 1n ? value : undefined;
}

const OPERATORS: Readonly<Record<string, Comparison["holds"]>> = {
  "": (version, limit) => compare(version, limit) === 0,
  "=": (version, limit) => compare(version, limit) === 0,
  "!=": (version, limit) => compare(version, limit) !== 0,
  ">": (version, limit) => prereleaseFits(version, limit) && compare(version, limit) > 0,
  "<": (version, limit) => prereleaseFits(version, limit) && compare(version, limit) < 0,
  ">=": (version, limit) => prereleaseFits(version, limit) && compare(version, limit) >= 0,
  "<=": (version, limit) => prereleaseFits(version, limit) && compare(version, limit) <= 0,
  "~>": isPessimisticMatch,
};

/** A prerelease is only ordered against a limit that is a prerelease of the same version. */
function prereleaseFits(version: Version, limit: Version): boolean {
  if (version.prerelease === "") return true;
  return limit.prerelease !== "" && sameSegments(version.segments, limit.segments);
}

function isPessimisticMatch(version: Version, limit: Version): boolean {
  if (!prereleaseFits(version, limit) || (limit.prerelease !== "" && version.prerelease === "")) return false;
  if (compare(version, limit) < 0) return false;
  const last = limit.segments.length - 1;
  if (last >= version.segments.length) return false;
  const fixed = limit.segments.slice(0, limit.written - 1);
  if (fixed.some((segment, i) => segment !== version.segments[i])) return false;
  return segmentAt(version.segments, last) >= segmentAt(limit.segments, last);
}

/** Versions with different numbers of segments compare by number only: their prereleases are ignored. */
function compare(a: Version, b: Version): number {
  if (a.segments.length === b.segments.length && sameSegments(a.segments, b.segments)) {
    return comparePrereleases(a.prerelease, b.prerelease);
  }
  const length = Math.max(a.segments.length, b.segments.length);
  for (let i = 0; i < length; i++) {
    const difference = segmentAt(a.segments, i) - segmentAt(b.segments, i);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

function segmentAt(segments: readonly bigint[], index: number): bigint {
  return segments[index] ?? 0n;
}

function sameSegments(a: readonly bigint[], b: readonly bigint[]): boolean {
  return a.length === b.length && a.every((segment, i) => segment === b[i]);
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return 1;
  if (b === "") return -1;
  const [aParts, bParts] = [a.split("."), b.split(".")];
  const length = Math.max(aParts.length, bParts.length);
  for (let i = 0; i < length; i++) {
    const order = comparePrereleaseParts(aParts[i] ?? "", bParts[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** Follows go-version branch by branch: it is not symmetric ("01" and "1" are each below the other). */
function comparePrereleaseParts(a: string, b: string): number {
  if (a === b) return 0;
  const [aInt, bInt] = [goParseInt(a), goParseInt(b)];
  if (a === "") return bInt.ok ? -1 : 1;
  if (b === "") return aInt.ok ? 1 : -1;
  if (aInt.ok !== bInt.ok) return aInt.ok ? -1 : 1;
  if (!aInt.ok && a > b) return 1;
  return aInt.value > bInt.value ? 1 : -1;
}

/** strconv.ParseInt: what does not fit fails, yet leaves the nearest value behind, and go-version compares that. */
function goParseInt(text: string): { ok: boolean; value: bigint } {
  if (!/^-?[0-9]+$/.test(text)) return { ok: false, value: 0n };
  const value = parseInt64(text);
  if (value !== undefined) return { ok: true, value };
  return { ok: false, value: text.startsWith("-") ? -MAX_INT64 - 1n : MAX_INT64 };
}

function malformed(text: string): ConstraintError {
  if (text.trim() === "") return new ConstraintError(message.constraintIsEmpty, { suggestion: ">= 0.0.0" });
  const constraint = quoted(text);
  const ranges = text.split("||").map(toGoForm);
  const [suggestion] = ranges;
  if (suggestion === undefined) return new ConstraintError(worded(message.notAConstraint, { constraint }));
  const advice = ranges.length === 1 ? message.foreignConstraint : message.constraintWithOr;
  return new ConstraintError(worded(advice, { constraint, suggestion }), { suggestion });
}

/** Says in Go's words what an npm (or Python) range means; undefined when it is none. */
function toGoForm(range: string): string | undefined {
  const hyphen = /^\s*(\S+)\s+-\s+(\S+)\s*$/.exec(range);
  const comparisons = hyphen
    ? [`>=${hyphen[1]}`, `<=${hyphen[2]}`]
    : range.replace(/([\^~<>=!])\s+/g, "$1").split(/[\s,]+/);
  const translated = comparisons.filter((part) => part !== "").map(comparisonToGoForm);
  const goForm = translated.join(", ");
  const complete = translated.length > 0 && !translated.includes(undefined);
  return complete && goForm.split(",").every((part) => COMPARISON.test(part)) ? goForm : undefined;
}

const NPM_COMPARISON =
  /^(\^|~>|~=|~|={1,3}|=>|=<|>=|<=|!=|>|<|)v?([0-9]{1,15}|[xX*])(?:\.([0-9]{1,15}|[xX*]))?(?:\.([0-9]{1,15}|[xX*])(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?)?$/;

function comparisonToGoForm(comparison: string): string | undefined {
  const match = NPM_COMPARISON.exec(comparison);
  if (match === null) return undefined;
  const [, operator = "", ...rest] = match;
  const prerelease = rest[3] ?? "";
  const parts = rest.slice(0, 3).filter((part) => part !== undefined);
  const wildcard = parts.findIndex((part) => /[xX*]/.test(part));
  const numbers = (wildcard === -1 ? parts : parts.slice(0, wildcard)).map(Number);
  if (numbers.length === 0) return ">= 0.0.0";
  return boundsOf(operator, numbers, `${fill(numbers)}${prerelease}`);
}

/** @param numbers 1 to 3; fewer than 3 stand for all versions that start so. @param lowest the first of those */
function boundsOf(operator: string, numbers: readonly number[], lowest: string): string {
  const last = numbers.length - 1;
  const firstNonZero = numbers.findIndex((number) => number > 0);
  const partial = numbers.length < 3;
  switch (operator) {
    case "^":
      return `>= ${lowest}, < ${next(numbers, firstNonZero === -1 ? last : firstNonZero)}`;
    case "~":
      return `>= ${lowest}, < ${next(numbers, Math.min(last, 1))}`;
    case "~>":
    case "~=":
      return `~> ${numbers.length === 3 ? lowest : numbers.join(".")}`;
    case "":
    case "=":
    case "==":
    case "===":
      return partial ? `>= ${lowest}, < ${next(numbers, last)}` : `= ${lowest}`;
    case ">":
      return partial ? `>= ${next(numbers, last)}` : `> ${lowest}`;
    case "<=":
    case "=<":
      return partial ? `< ${next(numbers, last)}` : `<= ${lowest}`;
    case "=>":
      return `>= ${lowest}`;
    default:
      return `${operator} ${lowest}`;
  }
}

/** The first version after all that share the numbers up to and including `index`. */
function next(numbers: readonly number[], index: number): string {
  return fill([...numbers.slice(0, index), (numbers[index] ?? 0) + 1]);
}

function fill(numbers: readonly number[]): string {
  return [...numbers, 0, 0].slice(0, 3).join(".");
}

/** Cut and escaped, so that the message stays one line. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
