/** One field of a command's form. */
export interface FormField {
  readonly name: string;
  readonly kind: "number" | "text" | "switch" | "choice" | "json";
  readonly required: boolean;
  readonly description: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** 1 for whole numbers; default: any number. */
  readonly step?: number;
  /** The values of a choice. */
  readonly choices?: readonly unknown[];
  /** What the field holds first, as text. */
  readonly initial: string;
}

/** An argument that the form cannot send; the message names the field. */
export class FormError extends Error {
  override readonly name = "FormError";
}

type Json = Readonly<Record<string, unknown>>;

/** The fields of a JSON Schema of an object; undefined where it is something else, for which one box of JSON is the form. */
export function fieldsOf(schema: unknown): readonly FormField[] | undefined {
  if (!isObject(schema) || !isObject(schema["properties"])) return undefined;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(schema["properties"]).map(([name, property]) =>
    fieldOf(name, isObject(property) ? property : {}, required.includes(name)),
  );
}

function fieldOf(name: string, property: Json, required: boolean): FormField {
  const { minimum, maximum } = property;
  const choices = Array.isArray(property["enum"]) ? property["enum"] : undefined;
  const kind = choices !== undefined ? "choice" : kindOf(property["type"]);
  return {
    name,
    kind,
    required,
    description: typeof property["description"] === "string" ? property["description"] : "",
    // What a library writes for "any whole number" says nothing to a person.
    ...(typeof minimum === "number" && Math.abs(minimum) < Number.MAX_SAFE_INTEGER ? { minimum } : {}),
    ...(typeof maximum === "number" && Math.abs(maximum) < Number.MAX_SAFE_INTEGER ? { maximum } : {}),
    ...(property["type"] === "integer" ? { step: 1 } : {}),
    ...(choices === undefined ? {} : { choices }),
    initial: initialOf(property["default"], kind),
  };
}

function kindOf(type: unknown): FormField["kind"] {
  if (type === "number" || type === "integer") return "number";
  if (type === "string") return "text";
  return type === "boolean" ? "switch" : "json";
}

function initialOf(value: unknown, kind: FormField["kind"]): string {
  if (value === undefined) return "";
  return kind === "text" ? String(value) : JSON.stringify(value);
}

/**
 * What a filled form sends. A field that is empty is left out; a text that is empty is one where the field is required.
 * @param text of each field: a choice's is its JSON, a switch's `true` or `false`.
 * @throws {FormError} for a field that does not hold what it should.
 */
export function argsOf(fields: readonly FormField[], text: (field: FormField) => string): Record<string, unknown> {
  const filled = fields.filter((field) => text(field) !== "" || (field.kind === "text" && field.required));
  return Object.fromEntries(filled.map((field) => [field.name, valueOf(field, text(field))]));
}

function valueOf({ name, kind }: FormField, text: string): unknown {
  if (kind === "text") return text;
  const value = kind === "number" ? Number(text) : parse(name, text);
  if (kind === "number" && !Number.isFinite(value)) throw new FormError(`${name}: ${text} is not a number`);
  return value;
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The arguments in a box of JSON; none when it is empty. @throws {FormError} when they are no JSON object. */
export function argsInBox(text: string): Record<string, unknown> | undefined {
  if (text.trim() === "") return undefined;
  const value = parse("arguments", text);
  if (!isObject(value)) throw new FormError('arguments: they must be an object, such as {"target": 21}');
  return { ...value };
}

/** The commands that a refusal names: `unknown command "x"; heater knows: read, set`. */
export function commandsNamedIn(error: string): readonly string[] {
  const named = /\bknows: (.+)$/.exec(error)?.[1];
  return named === undefined || named === "none" ? [] : named.split(", ");
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
