import type { Frame } from "./frame.js";

/** Goes to the daemon as it is, or has a JSON form of its own. */
type Whole = Frame | ArrayBufferView | Date | ((...args: never[]) => unknown);

/** What JSON has no form for, at any depth: it would arrive as `{}`, or not at all. */
type InJson<Value> = unknown extends Value
  ? Value
  : Value extends PromiseLike<unknown>
    ? "await it: a promise arrives as {}"
    : Value extends ReadonlyMap<never, unknown> | ReadonlySet<unknown>
      ? "make an object or an array of it: a Map or a Set arrives as {}"
      : Value extends bigint
        ? "make a number or a string of it: JSON has no bigint"
        : Value extends Whole
          ? Value
          : Value extends object
            ? { readonly [Key in keyof Value]: InJson<Value[Key]> }
            : Value;

/**
 * A type itself where its values can go to the daemon. Where they cannot, the part that cannot is a text that says why, so that the
 * compiler's message says it, too. `unknown`, such as the JSON of somebody else's server, is looked at when it comes.
 */
export type Sendable<Value> = unknown extends Value
  ? Value
  : Value extends undefined | symbol | ((...args: never[]) => unknown)
    ? "a frame needs a value that JSON can hold"
    : InJson<Value>;

/** Levels into which a value is looked: a type may hold itself. */
type Deepest = 5;

/** What is wrong with a value, with its place, such as `values[].v: await it: a promise arrives as {}`; never where nothing is. */
type FaultIn<Value, Path extends string, Depth extends readonly 0[]> = unknown extends Value
  ? never
  : Value extends undefined | symbol
    ? Path extends ""
      ? "a frame needs a value that JSON can hold"
      : never
    : InJson<Value> extends infer Remedy extends string
      ? Value extends string
        ? never
        : Path extends ""
          ? Remedy
          : `${Path}: ${Remedy}`
      : Value extends Whole
        ? never
        : Depth["length"] extends Deepest
          ? never
          : Value extends readonly (infer Item)[]
            ? FaultIn<Item, `${Path}[]`, [...Depth, 0]>
            : Value extends object
              ? {
                  [Key in keyof Value & string]-?: FaultIn<
                    Value[Key],
                    Path extends "" ? Key : `${Path}.${Key}`,
                    [...Depth, 0]
                  >;
                }[keyof Value & string]
              : never;

/** A text that is all that the compiler has to show: of two types that do not fit it shows how, for a dozen lines. */
type Fault<Value> = [FaultIn<Value, "", []>] extends [never] ? "a part of it has no JSON form" : FaultIn<Value, "", []>;

/** `Place` has to be a text, which it is not, unless `Value` is {@link Sendable}. */
export type Checked<Value, Place extends string> = [Value] extends [Sendable<Value>]
  ? unknown
  : { readonly [Key in Place]: Fault<Value> };

/** What a command's answer is checked by: the text, or nothing. */
export type CheckedAnswer<Answer> = [Answer] extends [SendableAnswer<Answer>]
  ? unknown
  : Fault<Answer extends AsyncIterable<infer Value> ? Value : Awaited<Answer>>;

/** The same for what a command returns: a value, a promise of one, a stream of them, or nothing. */
export type SendableAnswer<Answer> = unknown extends Answer
  ? Answer
  : Answer extends AsyncIterable<infer Value>
    ? AsyncIterable<Sendable<Value>>
    : Answer extends PromiseLike<infer Value>
      ? PromiseLike<SendableAnswer<Value>>
      : Answer extends undefined | void
        ? Answer
        : Sendable<Answer>;
