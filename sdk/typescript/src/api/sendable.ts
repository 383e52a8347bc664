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
