import type { NodeProblem } from "../../cli/run/supported-node.js";

/** Something that a run needs and that is not there. */
export interface Problem extends NodeProblem {
  /** What the tool itself said. */
  readonly details?: readonly string[];
}
