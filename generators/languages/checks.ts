import { alternatives, quoted } from "../../daemon/text.js";

/** A check that lets only these answers through, and names them otherwise. */
export function oneOf(what: string, allowed: readonly string[]): (text: string) => string | undefined {
  return (text) =>
    allowed.includes(text) ? undefined : `the ${what} must be ${alternatives(allowed)}, not ${quoted(text)}`;
}
