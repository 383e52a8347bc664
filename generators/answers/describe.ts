import type { AnswerSchema, QuestionContext } from "../languages/question.js";
import { GENERATOR } from "../version.js";
import { QUESTIONS } from "./questions.js";
import { SWITCHES } from "./switches.js";

export interface DescribedAnswer extends AnswerSchema {
  readonly description: string;
  /** The flag that gives the same answer. */
  readonly flag: string;
  /** An answer shapes the project, a switch says what to do with it. */
  readonly kind: "answer" | "switch";
  readonly default?: string | number | boolean;
}

export interface DescribedAnswers {
  readonly $schema: string;
  readonly title: string;
  readonly type: "object";
  readonly additionalProperties: false;
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, DescribedAnswer>>;
}

/** All answers as JSON Schema, for programs that fill them in; an answers file has the same keys. */
export function describeAnswers(): DescribedAnswers {
  // A default that depends on another answer is not in here; its description says it.
  const context: QuestionContext = { texts: {}, cwd: "" };
  const answers = QUESTIONS.map(({ key, help, flag, schema, default: fallback }) => {
    const text = fallback(context);
    const value = text === undefined ? {} : { default: schema.type === "integer" ? Number(text) : text };
    return [key, { description: help, flag, kind: "answer", ...schema, ...value }] as const;
  });
  const switches = SWITCHES.map(
    ({ key, help, flag, schema }) => [key, { description: help, flag, kind: "switch", ...schema }] as const,
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `The answers of ${GENERATOR.name} ${GENERATOR.version}`,
    type: "object",
    additionalProperties: false,
    required: QUESTIONS.filter(({ key }) => key === "dir").map(({ key }) => key),
    properties: Object.fromEntries([...answers, ...switches]),
  };
}
