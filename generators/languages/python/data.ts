import { MAKE_VENV } from "../../../cli/languages/python/layout.js";
import { quote } from "../../../cli/text/quote.js";
import { COOKIE } from "../../../daemon/handshake.js";
import { GENERATOR } from "../../version.js";
import type { Answers } from "../language.js";
import { LAUNCHER } from "../plugin-tasks.js";
import type { Sources } from "../sources.js";
import { pythonDistribution, pythonPackage } from "./names.js";
import { PROGRAMS, PYTHON_TASKS } from "./tasks.js";
import { pinOf, sdkWheel } from "./wheel.js";

/** What only the templates of a Python project need to know. */
export function pythonData(answers: Answers, sources: Sources): object {
  return {
    packageName: pythonDistribution(answers),
    pythonPackage: pythonPackage(answers),
    generator: GENERATOR,
    sdk: pinOf(sdkWheel(sources)),
    launcher: LAUNCHER,
    makeVenv: MAKE_VENV,
    cookie: COOKIE,
    tasks: PYTHON_TASKS.map((task) => ({
      ...task,
      // For the shell that make starts.
      listed: quote(`make ${task.name.padEnd(10)}  ${plainText(task.what)}`, "linux"),
      recipe: task.lines(PROGRAMS.make),
      windows: task.lines(PROGRAMS.windows),
    })),
    toml: tomlString,
  };
}

/** Markdown without its marks, for a terminal. */
function plainText(markdown: string): string {
  return markdown
    .replace(/, see \[.*/, "")
    .replace(/\[(.*?)\]\(.*?\)/g, "$1")
    .replaceAll("`", "");
}

/** JSON's escapes are all TOML's, but half a character is none. */
function tomlString(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, "\ufffd"));
}
