import { nearest } from "../../daemon/nearest.js";
import { alternatives, quoted } from "../../daemon/text.js";

/** A check that lets only these answers through, and names them otherwise. */
export function oneOf(what: string, allowed: readonly string[]): (text: string) => string | undefined {
  return (text) => {
    if (allowed.includes(text)) return undefined;
    const meant = nearest(text, allowed);
    const question = meant === undefined ? "" : `; did you mean ${meant}?`;
    return `the ${what} must be ${alternatives(allowed)}, not ${quoted(text)}${question}`;
  };
}

/** The nearest of these answers; of no text at all, the one that is offered. */
export function nearestOf(allowed: readonly string[], offer: string): (text: string | undefined) => string | undefined {
  return (text) => (text === undefined ? offer : nearest(text, allowed));
}

/** For answers of which none is near to a wrong one: what is offered, when nothing was said. */
export function onlyOffered(offer: string): (text: string | undefined) => string | undefined {
  return (text) => (text === undefined ? offer : undefined);
}
