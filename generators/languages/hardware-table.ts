/** Where readings come from: a starting point that reads something real. */
export interface Hardware {
  /** As `--source` takes it; its layers are the folders `templates/sources/<name>/<language>`. */
  readonly name: string;
  /** Stands beside the name where it is asked for. */
  readonly description: string;
  /** The languages that it has layers for, and what their projects install for it. */
  readonly packages: Readonly<Record<string, SourcePackages>>;
  /** What differs from lab to lab, in the order of the project's settings file. */
  readonly settings: readonly SourceSetting[];
  /** What an operator can tell a controller to do besides `start-record`. */
  readonly commands: readonly SourceCommand[];
}

/**
 * Packages as the language's own tool writes them, with exact versions. Those of npm are names alone: their versions stand under
 * `dependencies` in templates/dependency-versions/package.json.
 */
export interface SourcePackages {
  /** What the plugin is made of. */
  readonly run?: readonly string[];
  /** What its tests need besides. */
  readonly test?: readonly string[];
  /** Of npm, packages among all these that have an install script and need none: they come with what it would compile. */
  readonly withoutScripts?: readonly string[];
}

/** One setting; its default says its type. */
export interface SourceSetting {
  /** In camelCase. */
  readonly key: string;
  readonly default: string | number | boolean;
  /** Of a number: whether it has no fractions; default false. */
  readonly integer?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The texts that are allowed; default all. */
  readonly oneOf?: readonly string[];
  /** For the README and the comment in the code: half a sentence. */
  readonly help: string;
}

export interface SourceCommand {
  /** An example, as an operator sends it. */
  readonly call: Readonly<Record<string, unknown>>;
  /** For the README: half a sentence. */
  readonly answer: string;
}

/** The sample without hardware, which every language has. */
export const NO_HARDWARE = "none";

/** One row a source: templates/sources/README.md says what belongs to one. */
export const HARDWARE: readonly Hardware[] = [
  {
    name: NO_HARDWARE,
    description: "a sample, to put your own code into",
    packages: {},
    settings: [],
    commands: [],
  },
  {
    name: "serial",
    description: "a serial line that sends readings as text",
    packages: {
      typescript: { run: ["serialport"], test: ["@lydell/node-pty"], withoutScripts: ["@serialport/bindings-cpp"] },
    },
    settings: [
      { key: "port", default: "/dev/ttyUSB0", help: "the port's path; on Windows such as COM3" },
      { key: "baudRate", default: 9_600, integer: true, minimum: 50, maximum: 4_000_000, help: "bits in a second" },
    ],
    commands: [
      { call: { command: "send", args: { line: "LED ON" } }, answer: "what was sent: one line for the device" },
    ],
  },
];
