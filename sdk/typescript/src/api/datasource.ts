import { checkDefinition, type PluginDefinition, type SessionContext } from "./definition.js";
import type { FrameValue } from "./frame.js";
import type { VersionConstraint } from "./version-constraint.js";

export interface DatasourceDefinition extends PluginDefinition {
  /**
   * One recording: called at each StartRecord, every value yielded is a frame. Ends when it returns, or when its signal
   * aborts; `finally` always runs. What it throws before the first value reaches the operator.
   */
  readonly record: (context: SessionContext) => AsyncIterable<FrameValue>;
}

/** A plugin that produces readings. */
export interface Datasource extends DatasourceDefinition {
  readonly type: "datasource";
  readonly constraint: VersionConstraint | undefined;
}

/**
 * Defines a datasource; `serve` runs it.
 * @throws {TypeError} when a field is missing.
 * @throws {ConstraintError} when laniakeaVersion is not a constraint.
 */
export function datasource(definition: DatasourceDefinition): Datasource {
  const constraint = checkDefinition(definition);
  if (typeof definition.record !== "function")
    throw new TypeError("a datasource needs record, an async generator function");
  return Object.freeze({ ...definition, type: "datasource", constraint });
}
