import { InvalidArgumentError } from "commander";
import { strayQuoteProblem } from "../text/windows-path.js";

/** For commander: an argument that is a path. @throws {InvalidArgumentError} for one that no system has. */
export function pathArgument(path: string): string {
  const problem = strayQuoteProblem(path);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return path;
}
