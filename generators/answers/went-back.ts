/** Somebody wants to see the question before this one again. */
export class WentBack extends Error {
  override readonly name = "WentBack";
}
