import { checkDefinition, type NoSettings, type PluginDefinition, type SessionContext } from "./definition.js";
import type { FrameValue } from "./frame.js";
import type { SettingsDeclaration, SettingsOf } from "./hardware/plugin-settings.js";
import type { Checked } from "./sendable.js";
import type { VersionConstraint } from "./version-constraint.js";

/** What `datasource` makes a plugin of. */
export interface DatasourceDefinition<
  Value = FrameValue,
  Declared extends SettingsDeclaration = NoSettings,
> extends PluginDefinition<Declared> {
  /**
   * One recording: called at each StartRecord, every value yielded is a frame. Ends when it returns, or when its signal
   * aborts; `finally` always runs. A `yield` throws a TypeError for a value that is no frame, and goes on when the daemon can
   * take the next frame: after 25 ms by default (`minFrameIntervalMs`).
   *
   * What it throws before its first value, and within 200 ms (`primeAfterMs`), reaches the operator with its message. Of a
   * later error the operator sees only the end of the recording; the log has it with its stack.
   */
  readonly record: (context: SessionContext<SettingsOf<Declared>>) => AsyncIterable<Value>;
}

/** A plugin that produces readings, as `serve` takes it. */
export interface Datasource extends PluginDefinition<SettingsDeclaration> {
  /** Takes a context with the settings that the definition declares. */
  readonly record: (context: SessionContext<never>) => AsyncIterable<FrameValue>;
  readonly type: "datasource";
  readonly constraint: VersionConstraint | undefined;
}

/**
 * Defines a datasource; `serve` runs it. The compiler refuses a recording whose values have no JSON form, such as a promise in an
 * object that somebody has forgotten to await.
 * @throws {TypeError} when a field is missing.
 * @throws {ConstraintError} when laniakeaVersion is not a constraint.
 */
export function datasource<Value, const Declared extends SettingsDeclaration = NoSettings>(
  definition: DatasourceDefinition<Value, Declared> & Checked<Value, "record">,
): Datasource {
  const constraint = checkDefinition(definition);
  if (typeof definition.record !== "function")
    throw new TypeError("a datasource needs record, an async generator function");
  const written: DatasourceDefinition<FrameValue, Declared> = definition;
  return Object.freeze({ ...written, type: "datasource", constraint });
}
