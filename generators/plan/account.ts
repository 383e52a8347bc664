import type { Finished } from "../make/finish.js";
import type { Copies } from "../make/place.js";
import type { PlannedFile } from "./planned-files.js";
import type { Found } from "./preflight.js";
import type { Answers } from "../answers/questions.js";
import type { Registration } from "./registration.js";
import type { Committed, Step } from "./steps.js";
import type { Switches } from "../answers/switches.js";

/** What a run knows of itself; it is filled as the run goes on, so that one that fails can be reported, too. */
export interface Account {
  plan?: Plan;
  /** Whether the files are on the disk; undefined: no. */
  placed?: Copies;
  /** Steps that are done. */
  done: Partial<Finished>;
}

/** What will be done, decided before anything is. */
export interface Plan {
  /** Absolute. */
  readonly project: string;
  readonly answers: Answers;
  readonly switches: Switches;
  readonly found: Found;
  readonly files: readonly PlannedFile[];
  readonly steps: readonly Step[];
  readonly committed: Committed;
  readonly registration: Registration | undefined;
}
