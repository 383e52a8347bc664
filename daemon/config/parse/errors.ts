import type { PluginEntry } from "../../entry.js";

/** A place in the config file: both 1-based, the column in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The config cannot be edited as asked. It was not changed. Subclasses say why. */
export abstract class ConfigError extends Error {
  constructor(
    message: string,
    /** Where the reason stands; undefined when it is the file as a whole. */
    readonly place?: Place,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Not YAML, or not YAML that the daemon's parser takes: the daemon would run on its defaults without a word. */
export class ConfigSyntaxError extends ConfigError {
  override readonly name = "ConfigSyntaxError";
}

/** Readable, but of a shape in which no edit is certain to leave everything else alone. */
export class ConfigNotEditable extends ConfigError {
  override readonly name = "ConfigNotEditable";
}

/** The name is there twice already: a third would mend nothing. */
export class EntryTwice extends ConfigNotEditable {}

/** The name is taken by an entry that says something else. */
export class EntryConflict extends ConfigError {
  override readonly name = "EntryConflict";

  constructor(
    /** The entry that is there; a field that it does not have, or has as something else, is undefined. */
    readonly existing: Partial<PluginEntry>,
    readonly differences: readonly string[],
    place: Place,
  ) {
    super(`there is another plugin "${existing.name}" (${differences.join(", ")})`, place);
  }
}

/** No entry of that name. */
export class EntryNotFound extends ConfigError {
  override readonly name = "EntryNotFound";

  constructor(
    name: string,
    /** The names that are there, in the file's order. */
    readonly known: readonly string[],
  ) {
    const there = known.length === 0 ? "it has no plugins" : `it has ${known.map((n) => `"${n}"`).join(", ")}`;
    super(`no plugin ${JSON.stringify(name)}; ${there}`);
  }
}
