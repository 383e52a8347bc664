import { checkDefinition, type PluginDefinition, type SessionContext } from "./definition.js";
import type { Frame, FrameValue } from "./frame.js";
import type { VersionConstraint } from "./version-constraint.js";

/** The context of one command. */
export interface CommandContext extends SessionContext {
  /** The `args` of the JSON that the operator sent; an empty object when it had none. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a command answers with: one value, or a stream of them until it returns or its signal aborts. */
export type CommandAnswer =
  | AsyncIterable<FrameValue>
  // biome-ignore lint/suspicious/noConfusingVoidType: an async handler without a return is a Promise<void>
  | Promise<FrameValue | undefined | void>
  | FrameValue
  | undefined
  | void;

export type CommandHandler = (context: CommandContext) => CommandAnswer;

export interface ControllerDefinition extends PluginDefinition {
  /** By name: `{"command":"set","args":{"target":21},"id":"42"}` calls `set`. An `id` is echoed in every JSON answer. */
  readonly commands: Readonly<Record<string, CommandHandler>>;
  /** Answers frames that are not JSON commands. Default: they are refused. */
  readonly command?: (frame: Frame, context: SessionContext) => CommandAnswer;
}

/** A plugin that takes commands. */
export interface Controller extends ControllerDefinition {
  readonly type: "controller";
  readonly constraint: VersionConstraint | undefined;
}

/**
 * Defines a controller; `serve` runs it.
 * @throws {TypeError} when a field is missing.
 * @throws {ConstraintError} when laniakeaVersion is not a constraint.
 */
export function controller(definition: ControllerDefinition): Controller {
  const constraint = checkDefinition(definition);
  if (typeof definition.commands !== "object" || definition.commands === null) {
    throw new TypeError("a controller needs commands, an object of functions");
  }
  for (const [name, handler] of Object.entries(definition.commands)) {
    if (typeof handler !== "function") throw new TypeError(`the command ${JSON.stringify(name)} is not a function`);
  }
  return Object.freeze({ ...definition, type: "controller", constraint });
}
