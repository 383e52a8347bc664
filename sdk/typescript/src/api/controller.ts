import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import { answersOf, type CommandAnswer } from "./answers.js";
import { checkDefinition, type NoSettings, type PluginDefinition, type SessionContext } from "./definition.js";
import type { Frame } from "./frame.js";
import type { SettingsDeclaration, SettingsOf } from "./hardware/plugin-settings.js";
import type { CheckedAnswer } from "./sendable.js";
import { describeIssue, type StandardSchema } from "./standard-schema.js";
import type { VersionConstraint } from "./version-constraint.js";

export type { CommandAnswer } from "./answers.js";

/** The arguments of a command without a schema: whatever JSON object the operator sent; empty when there was none. */
export type UncheckedArgs = Readonly<Record<string, unknown>>;

/** The context of one command. */
export interface CommandContext<Args = UncheckedArgs, Values = NoSettings> extends SessionContext<Values> {
  /** The `args` of the JSON that the operator sent, as the command's schema gives them back. */
  readonly args: Args;
}

/** What a command does. What it throws before its first answer reaches the operator with its message. */
export type CommandHandler<Args = UncheckedArgs, Values = NoSettings> = (
  context: CommandContext<Args, Values>,
) => CommandAnswer;

/** A command whose arguments are checked: a wrong one is refused with the schema's messages, before `run`. */
export interface CheckedCommand<Args, Values = NoSettings> {
  /** From zod, valibot, arktype or any other library with the Standard Schema interface. */
  readonly args: StandardSchema<Args>;
  readonly run: CommandHandler<Args, Values>;
}

/** A function, or one with a schema for its arguments. */
export type CommandDefinition<Args, Values = NoSettings> =
  CommandHandler<UncheckedArgs, Values> | CheckedCommand<Args, Values>;

/** What `controller` makes a plugin of. */
export interface ControllerDefinition<
  Commands extends Record<string, unknown> = Record<string, unknown>,
  Declared extends SettingsDeclaration = NoSettings,
> extends PluginDefinition<Declared> {
  /**
   * By name: `{"command":"set","args":{"target":21},"id":"42"}` calls `set`. Several may run at once. The daemon gives every
   * answer to every caller, so a caller's `id` is echoed in each JSON answer. An unknown command is refused with
   * INVALID_ARGUMENT and the names that are known.
   */
  readonly commands: { readonly [Name in keyof Commands]: CommandDefinition<Commands[Name], SettingsOf<Declared>> };
  /** Answers frames of another type than application/json. Default: they are refused with INVALID_ARGUMENT. */
  readonly command?: (frame: Frame, context: SessionContext<SettingsOf<Declared>>) => CommandAnswer;
}

/** A plugin that takes commands, as `serve` takes it. */
export interface Controller extends PluginDefinition<SettingsDeclaration> {
  readonly type: "controller";
  readonly constraint: VersionConstraint | undefined;
  /** They take a context with the settings that the definition declares. */
  readonly commands: Readonly<Record<string, CommandHandler<UncheckedArgs, never>>>;
  readonly command?: (frame: Frame, context: SessionContext<never>) => CommandAnswer;
}

/** The commands of a definition, with what they answer held to {@link Sendable}. */
type SendableCommands<Written> = {
  readonly [Name in keyof Written]: Written[Name] extends (...args: never[]) => infer Answer
    ? CheckedAnswer<Answer>
    : Written[Name] extends { readonly run: (...args: never[]) => infer Answer }
      ? { readonly run: CheckedAnswer<Answer> }
      : Written[Name];
};

/**
 * Defines a controller; `serve` runs it. The compiler refuses a command whose answer has no JSON form, such as a promise in an object
 * that somebody has forgotten to await.
 * @throws {TypeError} when a field is missing, or a command is neither a function nor one with a schema.
 * @throws {ConstraintError} when laniakeaVersion is not a constraint.
 */
export function controller<
  Commands extends Record<string, unknown>,
  Written extends Record<string, unknown>,
  const Declared extends SettingsDeclaration = NoSettings,
>(
  definition: ControllerDefinition<Commands, Declared> & {
    readonly commands: Written & SendableCommands<NoInfer<Written>>;
  },
): Controller {
  const constraint = checkDefinition(definition);
  if (typeof definition.commands !== "object" || definition.commands === null) {
    throw new TypeError("a controller needs commands, an object of functions");
  }
  const names = Object.keys(definition.commands) as (keyof Commands & string)[];
  const commands = names.map((name) => [name, handlerOf(name, definition.commands[name])] as const);
  return Object.freeze({ ...definition, type: "controller", constraint, commands: Object.fromEntries(commands) });
}

function handlerOf<Args, Values>(
  name: string,
  command: CommandDefinition<Args, Values>,
): CommandHandler<UncheckedArgs, Values> {
  if (typeof command === "function") return command;
  if (typeof command?.run === "function" && command.args !== undefined) return (context) => checked(command, context);
  throw new TypeError(`the command ${JSON.stringify(name)} is not a function, nor { args: SCHEMA, run: FUNCTION }`);
}

async function* checked<Args, Values>(
  { args: schema, run }: CheckedCommand<Args, Values>,
  context: CommandContext<UncheckedArgs, Values>,
) {
  const result = await schema["~standard"].validate(context.args);
  if (result.issues !== undefined) {
    throw new PluginError(result.issues.map(describeIssue).join("; "), "INVALID_ARGUMENT");
  }
  yield* answersOf(run({ ...context, args: result.value }));
}
