/** A command of a controller that runs under `dev`, as its SDK's library describes it. */
export interface CommandDescription {
  readonly name: string;
  /** JSON Schema of its arguments, where there is one. */
  readonly schema?: unknown;
}

/** The field that a line on stderr has when it is the description of a command, and no record of the log. */
export const DESCRIPTION_FIELD = "@laniakea-plugin-dev-command";

/** The description in a line that a plugin wrote to stderr; undefined for any other line. */
export function descriptionIn(line: string): CommandDescription | undefined {
  if (!line.startsWith(`{"${DESCRIPTION_FIELD}":`)) return undefined;
  try {
    const { [DESCRIPTION_FIELD]: description } = JSON.parse(line) as Record<string, CommandDescription>;
    return typeof description?.name === "string" ? description : undefined;
  } catch {
    return undefined; // One that was too long for a line.
  }
}
