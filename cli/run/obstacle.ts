/** Something that stands in the way of a run, and what to do about it. */
export interface Obstacle {
  readonly message: string;
  readonly remedy: string;
  /** What the tool itself said. */
  readonly details?: readonly string[];
}
