/** A flag, as a shell completes it. */
export interface Flag {
  readonly short: string | undefined;
  readonly long: string;
  readonly help: string;
  /** What follows it; undefined: nothing does. */
  readonly value: { readonly name: string; readonly values: readonly string[] } | undefined;
}

/** A command with its flags; the one without a name makes a project. */
export interface Completed {
  readonly name: string;
  readonly help: string;
  readonly flags: readonly Flag[];
}

/** Whether a value with this name in the help is a folder or a file. */
export function isPath(name: string | undefined): boolean {
  return name === "dir" || name === "file";
}
