/** Hues that are told apart by most people, in the order in which they are taken; each has a shade for light and dark. */
export const COLOUR_COUNT = 10;

/** Which colour a curve has: the same after a restart, as only its name decides; the next free one where two would share it. */
export class Colours {
  readonly #taken = new Map<string, number>();

  of(name: string): number {
    const known = this.#taken.get(name);
    if (known !== undefined) return known;
    const taken = new Set(this.#taken.values());
    let colour = hash(name) % COLOUR_COUNT;
    if (taken.size < COLOUR_COUNT) while (taken.has(colour)) colour = (colour + 1) % COLOUR_COUNT;
    this.#taken.set(name, colour);
    return colour;
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
