import { describeIssue, type SchemaIssue, type StandardSchema } from "../standard-schema.js";
import { OWN_PREFIX, variableOf, type WrittenSettings } from "./settings-file.js";

/** What a schema makes of the settings, or all that is wrong with them. */
export interface SchemaValues {
  readonly values: unknown;
  readonly problems: readonly string[];
}

/**
 * A schema does not tell its keys: those of the file count, and those of its defaults, and the variables with the plugin's name.
 * A variable is text: it is a number, true, false or other JSON where it reads as such, and the text itself where the schema wants that.
 */
export async function schemaValuesOf(
  plugin: string,
  schema: StandardSchema<unknown>,
  { file, values }: WrittenSettings,
  env: NodeJS.ProcessEnv,
): Promise<SchemaValues> {
  const known = [...Object.keys(values), ...Object.keys(await defaultsOf(schema))];
  const texts = variablesOf(plugin, known, env);
  const read = Object.fromEntries([...texts].map(([key, { text }]) => [key, jsonIn(text)]));
  const { validate } = schema["~standard"];
  const first = await validate({ ...values, ...read });
  if (first.issues === undefined) return { values: first.value, problems: [] };
  for (const issue of first.issues) {
    const key = keyOf(issue);
    const found = key === undefined ? undefined : texts.get(key);
    if (key !== undefined && found !== undefined) read[key] = found.text;
  }
  const second = await validate({ ...values, ...read });
  if (second.issues === undefined) return { values: second.value, problems: [] };
  // The message is about what the value reads as, such as a number that is too large, and not about its text.
  const problems = first.issues.map((issue) => {
    const key = keyOf(issue);
    const variable = key === undefined ? undefined : texts.get(key);
    const place = variable === undefined ? file : variable.name;
    const given = variable?.text ?? (key === undefined ? undefined : values[key]);
    const found = given === undefined ? "" : ` (found ${JSON.stringify(given)})`;
    return `${place}: ${describeIssue(issue)}${found}`;
  });
  return { values: undefined, problems };
}

/** What a schema gives where nothing is set; of one without defaults for all, the messages of what it needs. */
export async function defaultsOf(schema: StandardSchema<unknown>): Promise<Readonly<Record<string, unknown>>> {
  const result = await schema["~standard"].validate({});
  if (result.issues === undefined) return (result.value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    result.issues.flatMap((issue) => {
      const key = keyOf(issue);
      return key === undefined ? [] : [[key, issue.message] as const];
    }),
  );
}

function keyOf({ path: [first] = [] }: SchemaIssue): string | undefined {
  return first === undefined ? undefined : String(typeof first === "object" ? first.key : first);
}

function variablesOf(
  plugin: string,
  known: readonly string[],
  env: NodeJS.ProcessEnv,
): ReadonlyMap<string, { readonly name: string; readonly text: string }> {
  const keys = new Map(known.map((key) => [variableOf(plugin, key), key]));
  const prefix = variableOf(plugin, "");
  const found = new Map<string, { name: string; text: string }>();
  for (const [name, text] of Object.entries(env)) {
    const isKnown = keys.has(name);
    if (text === undefined || !(isKnown || (name.startsWith(prefix) && prefix !== OWN_PREFIX))) continue;
    found.set(keys.get(name) ?? camelCase(name.slice(prefix.length)), { name, text });
  }
  return found;
}

function camelCase(words: string): string {
  return words.toLowerCase().replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
