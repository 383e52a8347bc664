/** Answers as they were typed, or given as a flag, by the keys of their questions. */
export interface Texts {
  readonly dir?: string;
  readonly name?: string;
  readonly type?: string;
  readonly language?: string;
  /** A language's own questions have keys of their own. */
  readonly [key: string]: string | undefined;
}

/** What a question may look at: the answers before it, and the folder in which the command runs. */
export interface QuestionContext {
  readonly texts: Texts;
  readonly cwd: string;
}

/** An answer in JSON Schema, for `--describe` and for answers files. */
export interface AnswerSchema {
  readonly type: "string" | "integer" | "boolean";
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** One question with all its faces: prompt, flag, help, default, check, schema and README row. */
export interface Question {
  readonly key: string;
  /** As commander writes it; DIR is an argument. */
  readonly flag: string;
  readonly help: string;
  readonly schema: AnswerSchema;
  /** The prompt's text; a question without one is never asked. */
  readonly prompt?: string;
  readonly choices?: readonly { readonly value: string; readonly description: string }[];
  /** Whether there is something to ask, given the answers before it; without it there always is. */
  isAsked?(context: QuestionContext): boolean;
  /** Why there is no such answer, given the answers before it; undefined where there is one. Without it there always is. */
  unfit?(context: QuestionContext): string | undefined;
  /** What the surroundings say: a default that knows more. Undefined where they say nothing. */
  detect?(env: NodeJS.ProcessEnv, cwd: string): string | undefined;
  /** Undefined: there is no default, an answer is needed. */
  default(context: QuestionContext): string | undefined;
  /** What is wrong with an answer, in one line that says what is allowed; undefined when nothing is. */
  problem(text: string, context: QuestionContext): string | undefined;
  /**
   * An answer that is fine and near to a wrong one, for the command line that an error offers; undefined: none is near, and a line
   * with another would do what nobody asked for. Of no text at all: the default, or an example.
   */
  suggest(text: string | undefined, context: QuestionContext): string | undefined;
}
