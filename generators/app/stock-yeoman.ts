import type Generator from "yeoman-generator";
import { plainProgress } from "../../cli/run/progress.js";
import type { PromptQuestion } from "../answers/prompt.js";
import { detect } from "../answers/detect.js";
import { type Given, NOTHING_GIVEN } from "../answers/given.js";
import { QUESTIONS, type Texts } from "../answers/questions.js";
import type { Run } from "../run.js";
import { type GivenSwitches, SWITCHES } from "../answers/switches.js";

/**
 * Runs under Yeoman's own environment (`yo`), which knows nothing of our command line: the tables become Yeoman's options,
 * and it puts the files onto the disk with its own way to resolve conflicts.
 */
export function declareOptions(generator: Pick<Generator, "argument" | "option">): void {
  for (const { key, flag, help } of QUESTIONS) {
    if (key === "dir") generator.argument(key, { type: String, required: false, description: help });
    else generator.option(nameOf(flag), { type: String, description: help });
  }
  for (const { flag, help, schema } of SWITCHES) {
    generator.option(nameOf(flag), { type: schema.type === "boolean" ? Boolean : String, description: help });
  }
  generator.option("yes", { type: Boolean, description: "ask nothing; take the default for all that is not given" });
}

/** The options of {@link declareOptions} as our own command line would give them. */
export function givenByYeoman(options: Readonly<Record<string, unknown>>, cwd: string): { given: Given; run: Run } {
  const said = (rows: readonly { key: string; flag: string }[]) =>
    Object.fromEntries(
      rows.flatMap(({ key, flag }) => {
        const value = options[key] ?? options[nameOf(flag)];
        return value === undefined ? [] : [[key, typeof value === "number" ? String(value) : value]];
      }),
    );
  const texts: Texts = said(QUESTIONS);
  const switches: GivenSwitches = said(SWITCHES);
  const run: Run = {
    cwd,
    signal: new AbortController().signal,
    progress: plainProgress(process.stderr),
    stdout: process.stdout,
    interactive: options["yes"] !== true,
    dryRun: false,
    diff: false,
    json: false,
    plain: false,
    quiet: false,
  };
  return { given: { ...NOTHING_GIVEN, texts, switches, detected: detect(process.env, cwd) }, run };
}

/** A question that any Yeoman adapter can ask. */
export function withoutOwnTypes(question: PromptQuestion): PromptQuestion {
  if (question.type !== "checked-input") return question;
  const { problem, validate, ...rest } = question;
  return {
    ...rest,
    type: "input" as "checked-input",
    validate: async (text) => problem?.(text) ?? (await validate?.(text)) ?? true,
  };
}

/** `--laniakea-version <constraint>` and `--no-install` are `laniakea-version` and `install`. */
function nameOf(flag: string): string {
  return (/--(?:no-)?([\w-]+)/.exec(flag)?.[1] ?? flag).toLowerCase();
}
