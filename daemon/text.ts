/** How many characters of somebody's input a message shows. */
const SHOWN = 40;

/** "a", "a or b", "a, b or c". */
export function alternatives(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** Somebody's input in quotes. Long or odd input is cut and escaped, so that the message stays one line. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
}
