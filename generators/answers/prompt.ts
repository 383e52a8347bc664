import { Interrupted } from "../../cli/run/errors.js";

/** What is asked of a person, in the shape that inquirer and every other Yeoman adapter take. */
export interface PromptQuestion {
  readonly type: "checked-input" | "select" | "confirm";
  readonly name: string;
  readonly message: string;
  readonly default?: unknown;
  /** What Esc does: it goes back to the question before, or leaves. Default: back. */
  readonly escape?: "back" | "leave";
  readonly choices?: readonly { readonly value: string; readonly name: string; readonly description: string }[];
  /** For checked-input: looked at with each key; the problem stands below the line until it is gone. */
  readonly problem?: (text: string) => string | undefined;
  /** Looked at on Enter: true, or the problem. */
  readonly validate?: (text: string) => true | string;
}

/** Somebody does not agree to what would change. */
export class Declined extends Interrupted {
  constructor() {
    super("not agreed to; nothing was written");
  }
}

/** Somebody wants to see the question before this one again. */
export class WentBack extends Error {
  override readonly name = "WentBack";
}
