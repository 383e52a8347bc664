/** What a merge cannot say: a file or an API has another name. */
export interface Migration {
  /** They run in this order. */
  readonly number: number;
  /** What it does and what for, in one sentence for the author. */
  readonly sentence: string;
  /** The projects that it is for; undefined: all. */
  readonly language?: string;
  /** Paths in the project, the old one first: what was changed in a file goes along. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Adapts the author's code. What needs nothing comes back as it is, and so does what was adapted before. */
  readonly rewrite?: (path: string, text: string) => string;
}
