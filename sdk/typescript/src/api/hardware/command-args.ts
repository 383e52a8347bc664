import type { StandardSchema } from "../standard-schema.js";

/** One argument of a command. */
export type Argument =
  | {
      readonly type: "number";
      readonly minimum: number;
      readonly maximum: number;
      /** Default false: fractions are taken. */
      readonly integer?: boolean;
      /** Taken where the argument is not given; default: it has to be. */
      readonly default?: number;
    }
  | {
      readonly type: "string";
      /** Characters. */
      readonly maxLength: number;
      /** What the whole of it must be; default anything. */
      readonly pattern?: RegExp;
      /** The pattern in words, for the person who is refused: `must be <allowed>`; default the pattern itself. */
      readonly allowed?: string;
      /** Taken where the argument is not given; default: it has to be. */
      readonly default?: string;
    }
  | {
      readonly type: "boolean";
      /** Taken where the argument is not given; default: it has to be. */
      readonly default?: boolean;
    };

interface TypeOf {
  readonly number: number;
  readonly string: string;
  readonly boolean: boolean;
}

/** The arguments that a table describes. */
export type ArgumentsOf<Table extends Readonly<Record<string, Argument>>> = {
  readonly [Key in keyof Table]: TypeOf[Table[Key]["type"]];
};

/**
 * A schema for the arguments of a command, each of which has its limits; those without a default are needed, and no others are taken. For
 * more than that use a library with the Standard Schema interface.
 */
export function commandArgs<const Table extends Readonly<Record<string, Argument>>>(
  table: Table,
): StandardSchema<ArgumentsOf<Table>> {
  const validate = (value: unknown) => {
    const given = value as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(given).filter((key) => !Object.hasOwn(table, key));
    const values = Object.fromEntries(
      Object.entries(table).map(([key, argument]) => [key, Object.hasOwn(given, key) ? given[key] : argument.default]),
    );
    const issues = [
      ...unknown.map((key) => ({ message: `there is none of that name`, path: [key] })),
      ...Object.entries(table).flatMap(([key, argument]) => {
        const problem = problemOf(values[key], argument);
        return problem === undefined ? [] : [{ message: problem, path: [key] }];
      }),
    ];
    return issues.length > 0 ? { issues } : { value: values as ArgumentsOf<Table> };
  };
  return { "~standard": { version: 1, vendor: "laniakea-plugin-sdk", validate } };
}

function problemOf(value: unknown, argument: Argument): string | undefined {
  if (typeof value !== argument.type) return `must be a ${argument.type}, got ${JSON.stringify(value) ?? "none"}`;
  if (argument.type === "number") {
    const { minimum, maximum, integer = false } = argument;
    const number = value as number;
    if (number >= minimum && number <= maximum && (!integer || Number.isInteger(number))) return undefined;
    return `must be a ${integer ? "whole " : ""}number between ${minimum} and ${maximum}, got ${number}`;
  }
  if (argument.type === "boolean") return undefined;
  const text = value as string;
  if (text.length > argument.maxLength) return `must have at most ${argument.maxLength} characters, got ${text.length}`;
  if (argument.pattern === undefined || argument.pattern.test(text)) return undefined;
  return `must be ${argument.allowed ?? `like ${argument.pattern.source}`}, got ${JSON.stringify(text)}`;
}
