import type { FrameValue } from "./frame.js";

/** What a command may answer with: nothing, one value, a promise of it, or a stream of them until it returns or its signal aborts. */
export type CommandAnswer = FrameValue;

/** A stream stays one; a single answer becomes a stream of one. Nothing becomes `{}`: an operator sees no empty stream. */
export async function* answersOf(answer: CommandAnswer): AsyncGenerator<FrameValue> {
  if (isAsyncIterable(answer)) yield* answer;
  else yield (await answer) ?? {};
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<FrameValue> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
