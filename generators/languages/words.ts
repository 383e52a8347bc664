/** The tasks that every project has, however its language spells them. */
export type Task = "dev" | "test" | "lint" | "typecheck" | "build" | "check" | "register";

/** Where Laniakea's config is, when it is not where the platform has it; absolute paths. */
export interface ConfigPlace {
  readonly laniakeaDir?: string;
  readonly config?: string;
}

/** How a person speaks to a project. */
export interface ProjectWords {
  /** The files in the project that are the author's, besides tests; the author's code goes into the first. */
  readonly authors: readonly string[];
  /** Makes the tasks work in a fresh clone. */
  readonly install: string;
  /** What the test task does, after its command. */
  readonly testsHow: string;
  /** A task as it is typed in the project's folder. */
  task(name: Task, place?: ConfigPlace): string;
}
