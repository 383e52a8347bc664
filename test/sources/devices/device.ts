/** What a plugin reads, made by others: each reading has the next number. */
export interface Device {
  /** The plugin's settings that lead to it, by key. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** What a plugin in any language makes of a number. */
  readonly reading: (number: number) => object;
  /** Goes away without a word, as one whose cable is pulled. */
  leave(): Promise<void>;
  /** Is there again, under the same settings; it counts on from {@link AFTER_RETURN}. */
  comeBack(): Promise<void>;
}

/** Its first number after each return is a multiple of this. */
export const AFTER_RETURN = 100_000;
