import { ConstraintError, VersionConstraint } from "../../sdk/typescript/src/api/version-constraint.js";

/** What people write who know npm or pip. */
export const FOREIGN = [
  ..."^1.0.0|^0.2.3|^0.0.3|^0.0|^1.2.0-beta.1|~1.2.0|~ 1.2.3|~1|1.x|1.2.*|*|>1.x|<=1.2.x|>=1.0.0 <2.0.0".split("|"),
  ...[">= 1.0.0 < 2.0.0", "^1.2.0, !=1.5.0", "1.0.0 - 2.0.0", "1.0 - 2", "==1.0.0", "=>1.0.0", "~=1.2", ">= 1.0.0,"],
  ...["^1.0.0 || ^3.0.0", "", " ", "latest", "1..0", "one\ntwo", "é", "x".repeat(10_000), ">= 9223372036854775808"],
];

/** What the TypeScript SDK says of one. */
export function messageFor(constraint: string): string {
  try {
    new VersionConstraint(constraint);
  } catch (error) {
    if (error instanceof ConstraintError) return error.message;
  }
  throw new Error(`${constraint} was accepted`);
}
