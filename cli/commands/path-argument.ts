import { InvalidArgumentError } from "commander";
import { ExitCode, UserError } from "../run/errors.js";
import { strayQuoteProblem } from "../text/windows-path.js";

/**
 * For commander: an argument that is a path.
 * @param argument as the command line or the help has it; `what` it names.
 * @returns a parser that throws {InvalidArgumentError} for a path that no system has, and {UserError} exit 2 for an empty one.
 */
export function pathArgument(argument: string, what: "folder" | "file" | "executable"): (path: string) => string {
  const given = notEmpty(argument, `the ${what} is empty; give a path`);
  return (path) => {
    const problem = strayQuoteProblem(path);
    if (problem !== undefined) throw new InvalidArgumentError(problem);
    return given(path);
  };
}

/** For commander: an argument that is a plugin's name. @returns a parser that throws {UserError} exit 2 for an empty one. */
export function nameArgument(argument: string): (name: string) => string {
  return notEmpty(argument, "the name is empty; give a plugin's name");
}

/** What a shell makes of a variable that is not set would mean the folder that the shell is in. */
function notEmpty(argument: string, problem: string): (text: string) => string {
  return (text) => {
    if (text === "") throw new UserError(`${argument}: ${problem}`, { exitCode: ExitCode.usage });
    return text;
  };
}
