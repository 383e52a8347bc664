/** What is at fault in a value that has no JSON form, and what to do about it. */
interface Formless {
  readonly path: string;
  readonly what: string;
  readonly remedy: string;
}

/**
 * A value as JSON. The compiler cannot look into what comes from elsewhere, so this looks at what comes.
 * A typed array becomes an array.
 * @throws {TypeError} when it has no JSON form: undefined, a function, a bigint, a circle; and for a Promise, a Map, or another object
 * without properties of its own, wherever it is in the value: JSON would make `{}` of it in silence.
 */
export function jsonOf(value: unknown): string {
  const plain = stringify(value);
  // What JSON makes of a typed array is an object with the keys 0, 1...; only such a value is looked at part by part.
  const text = plain !== undefined && /\{"0":|\{\}/.test(plain) ? stringify(value, arrayOfView) : plain;
  if (text === undefined) throw new TypeError(`a frame needs a value that JSON can hold, got ${typeof value}`);
  // Few values have it, and only they need a look at each of their parts.
  const formless = text.includes("{}") ? findFormless(value, "") : undefined;
  if (formless === undefined) return text;
  const { path, what, remedy } = formless;
  throw new TypeError(
    `a frame needs a value that JSON can hold: ${path || "it"} is ${what}, of which JSON makes {}: ${remedy}`,
  );
}

function arrayOfView(_: string, part: unknown): unknown {
  const isList = ArrayBuffer.isView(part) && !(part instanceof DataView) && !Buffer.isBuffer(part);
  return isList ? Array.from(part as unknown as ArrayLike<unknown>) : part;
}

/** A part of a value for which JSON has only null. */
export interface Nulled {
  /** Such as `values[2]`; `it` for the whole. */
  readonly path: string;
  /** Such as `NaN`. */
  readonly value: string;
}

/** The first part of a value that its JSON has null for, although it is not null. */
export function nulledIn(value: unknown, text: string): Nulled | undefined {
  // Few values have one, and only they need a look at each of their parts.
  const found = text.includes("null") ? findNulled(value, "") : undefined;
  return found === undefined ? undefined : { ...found, path: found.path.replace(/^\./, "") || "it" };
}

function findNulled(value: unknown, path: string): Nulled | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { path, value: String(value) };
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? { path, value: "an invalid date" } : undefined;
  if ("toJSON" in value && typeof value.toJSON === "function") return undefined;
  for (const [key, part] of Object.entries(value)) {
    const isList = Array.isArray(value) || ArrayBuffer.isView(value);
    const at = isList ? `${path}[${key}]` : `${path}.${key}`;
    const found = part === undefined && Array.isArray(value) ? { path: at, value: "undefined" } : findNulled(part, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function stringify(value: unknown, replacer?: (key: string, part: unknown) => unknown): string | undefined {
  try {
    return JSON.stringify(value, replacer);
  } catch (error) {
    // A circle, a bigint, or what a toJSON throws; Node's words for a circle have several lines.
    const [reason] = String(error instanceof Error ? error.message : error).split("\n");
    throw new TypeError(`a frame needs a value that JSON can hold: ${reason}`, { cause: error });
  }
}

function findFormless(value: unknown, path: string): Formless | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (ArrayBuffer.isView(value)) return undefined;
  if ("toJSON" in value && typeof value.toJSON === "function") return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0) return isPlain(value) ? undefined : { path, ...describe(value) };
  for (const [key, part] of entries) {
    const found = findFormless(part, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm has no prototype above its own, either.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: object): Pick<Formless, "what" | "remedy"> {
  if ("then" in value && typeof value.then === "function") return { what: "a Promise", remedy: "await it" };
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  if (tag === "Map" || tag === "Set") return { what: `a ${tag}`, remedy: "make an object or an array of it" };
  const name = tag === "Object" ? value.constructor.name : tag;
  return { what: `an object of the class ${name}`, remedy: "yield what is in it" };
}
