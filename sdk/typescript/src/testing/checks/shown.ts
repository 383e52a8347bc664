/** Characters of a plugin's text that a message shows. */
const SHOWN = 80;

/** A plugin's text as the message of a failed check has it: quoted, of a long one the beginning. */
export function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
