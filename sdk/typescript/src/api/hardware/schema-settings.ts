import { isDeepStrictEqual } from "node:util";
import { describeIssue, type SchemaIssue, type SchemaResult, type StandardSchema } from "../standard-schema.js";
import { unknownSetting, wrongSettings } from "./settings.js";
import { readSettingsFile, type SettingsPlace, settingVariable } from "./settings-file.js";

/** The settings of a plugin that a schema checks, in which `default`s say what holds where nothing is set. */
export class SchemaSettings {
  constructor(
    readonly plugin: string,
    readonly schema: StandardSchema<unknown>,
  ) {}

  /** @throws {PluginError} FAILED_PRECONDITION, with all that is wrong: where, which key, and what is allowed. */
  async read(place: SettingsPlace): Promise<unknown> {
    const { file, values: written, problem } = readSettingsFile(place);
    const known = new Set([...Object.keys(await this.defaults()), ...Object.keys(written)]);
    const texts = variablesOf(this.plugin, known, place.env ?? process.env);
    const { input, result } = await this.#validated(written, texts);
    const problems = [
      ...(problem === undefined ? [] : [problem]),
      ...(result.issues ?? []).map((issue) => this.#worded(issue, file, texts)),
      ...(result.issues === undefined ? await this.#unknown(file, input, result.value) : []),
    ];
    if (problems.length > 0 || result.issues !== undefined) throw wrongSettings(problems);
    return result.value;
  }

  /** By key; of a setting that has none, what the schema says of its absence. */
  async defaults(): Promise<Readonly<Record<string, unknown>>> {
    const result = await this.#validate({});
    if (result.issues === undefined) return recordOf(result.value);
    return Object.fromEntries(
      result.issues.map((issue) => [keyOf(issue), issue.message]).filter(([key]) => key !== ""),
    );
  }

  #validate(input: unknown): SchemaResult<unknown> | Promise<SchemaResult<unknown>> {
    return this.schema["~standard"].validate(input);
  }

  /** A variable is text: `9600` is a number, unless the schema takes it as a text only. */
  async #validated(written: Readonly<Record<string, unknown>>, texts: ReadonlyMap<string, string>) {
    const input: Record<string, unknown> = { ...written };
    for (const [key, text] of texts) input[key] = parsed(text);
    let result = await this.#validate(input);
    for (const [key, text] of texts) {
      if (!isAmiss(result, key) || input[key] === text) continue;
      const asText = await this.#validate({ ...input, [key]: text });
      if (isAmiss(asText, key)) continue;
      input[key] = text;
      result = asText;
    }
    return { input, result };
  }

  #worded(issue: SchemaIssue, file: string | undefined, texts: ReadonlyMap<string, string>): string {
    const key = keyOf(issue);
    if (!texts.has(key)) return `${file === undefined ? "" : `${file}: `}${describeIssue(issue)}`;
    return `${settingVariable(this.plugin, key)} is ${JSON.stringify(texts.get(key))}: ${issue.message}`;
  }

  /** A key is unknown when the schema makes the same of the settings without it: many schemas drop it in silence. */
  async #unknown(
    file: string | undefined,
    input: Readonly<Record<string, unknown>>,
    output: unknown,
  ): Promise<string[]> {
    const known = Object.keys(recordOf(output));
    const problems: string[] = [];
    for (const key of Object.keys(input)) {
      if (known.includes(key)) continue;
      const { [key]: _, ...rest } = input;
      const without = await this.#validate(rest);
      if (without.issues === undefined && isDeepStrictEqual(without.value, output))
        problems.push(unknownSetting(file, key, known));
    }
    return problems;
  }
}

function variablesOf(plugin: string, keys: Iterable<string>, env: NodeJS.ProcessEnv): Map<string, string> {
  const texts = new Map<string, string>();
  for (const key of keys) {
    const text = env[settingVariable(plugin, key)];
    if (text !== undefined) texts.set(key, text);
  }
  return texts;
}

function isAmiss(result: SchemaResult<unknown>, key: string): boolean {
  return result.issues?.some((issue) => keyOf(issue) === key) ?? false;
}

/** Of the whole, `""`. */
function keyOf({ path: [first = ""] = [] }: SchemaIssue): string {
  return String(typeof first === "object" ? first.key : first);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** A number, true, false, a list or an object, where the text is one in JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
