import type { Registered } from "../../cli/register/daemon-needs.js";
import type { Plan } from "./plan.js";

/** What a run knows of itself. It is filled as the run goes on, so that one that fails can be reported, too. */
export interface Outcome {
  plan?: Plan;
  /** Of files that were replaced; undefined: the project is not on the disk. */
  copies?: KeptCopies;
  /** Steps that are done. */
  done: Made;
}

/** The copies that were kept, by the replaced file's path in the project; paths in the project, too. */
export type KeptCopies = ReadonlyMap<string, string>;

/** What the steps after the files have made; all paths are absolute. */
export interface Made {
  /** The single binary, built and checked. */
  readonly executable?: string;
  /** What its check has seen that is no failure, such as hardware that is not there. */
  readonly warnings?: readonly string[];
  readonly registered?: RegisteredHere;
  /** Undefined when nobody wanted a repository. */
  readonly git?: GitResult;
}

/** What became of the wish for a repository. */
export interface GitResult {
  readonly status: "committed" | "initialized" | "none";
  /** Why there is no commit, or no repository; undefined when there is one. */
  readonly reason?: string;
}

/** What registering did, and what `laniakea-plugin register` would say of it. */
export interface RegisteredHere extends Registered {
  /** What keeps the daemon from running the plugin, though the config had it before. */
  readonly warnings: readonly string[];
  /** How a daemon that runs comes to see the plugin; empty when none does. */
  readonly daemonLines: readonly string[];
}
