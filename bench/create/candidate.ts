/** A generator that is measured. */
export interface Candidate {
  readonly name: string;
  /** What `npm install` is given, with exact versions. */
  readonly specs: readonly string[];
  /** The script that Node starts, in the folder in which it is installed. */
  readonly entry: string;
  /** Undefined where there is no such thing: it would start to ask, or make a project. */
  readonly version?: readonly string[];
  readonly help?: readonly string[];
  /** The arguments that make a project without a question and without an install. */
  readonly make: (name: string) => readonly string[];
  /** The folder that this makes. */
  readonly project: (name: string) => string;
  /** A file that is not in it when it has not been made to the end. */
  readonly lastFile: string;
  /** Too slow for every round. */
  readonly slow?: boolean;
}

/** Node's own start, which every start is compared with. */
export const NODE = "node -e 0";

export const NAMES = {
  ours: "create-laniakea-plugin",
  vite: "create-vite",
  sv: "sv",
  grafana: "@grafana/create-plugin",
  yeoman: "stock Yeoman",
} as const;
