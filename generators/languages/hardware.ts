import versions from "../../templates/dependency-versions/package.json" with { type: "json" };

/** Where readings come from: a starting point that reads something real. */
export interface Hardware {
  /** As `--source` takes it; its layers are the folders `templates/sources/<name>/<language>`. */
  readonly name: string;
  /** Stands beside the name where it is asked for. */
  readonly description: string;
  /** The languages that it has layers for, by name; undefined: all. */
  readonly languages?: readonly string[];
  /** What differs from lab to lab; the code that reads it is made of these. */
  readonly settings?: readonly Setting[];
}

export interface Setting {
  /** In camelCase. */
  readonly key: string;
  readonly default: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Of a number; default false. */
  readonly integer?: boolean;
  readonly oneOf?: readonly string[];
  /** A sentence. */
  readonly help: string;
}

const INTERVAL: Setting = {
  key: "intervalMs",
  default: 1_000,
  minimum: 10,
  maximum: 3_600_000,
  integer: true,
  help: "Between two readings.",
};
const TIMEOUT: Setting = {
  key: "timeoutMs",
  default: 3_000,
  minimum: 10,
  maximum: 60_000,
  integer: true,
  help: "How long an answer may take.",
};

/** The sample without hardware. */
export const NO_HARDWARE = "none";

/** One row a source. What npm installs for it stands in templates/dependency-versions/package.json, under `sources`. */
export const HARDWARE: readonly Hardware[] = [
  { name: NO_HARDWARE, description: "a sample, to put your own code into" },
  {
    name: "serial",
    description: "a serial line that sends readings as text",
    languages: ["typescript", "go"],
    settings: [
      { key: "port", default: "/dev/ttyUSB0", help: "The port's path, or a pattern such as /dev/ttyUSB*." },
      { key: "baudRate", default: 9_600, minimum: 50, maximum: 4_000_000, integer: true, help: "Bits per second." },
    ],
  },
  {
    name: "modbus",
    description: "registers of a Modbus device, over TCP or a serial line",
    languages: ["go"],
    settings: [
      { key: "url", default: "tcp://localhost:502", help: "Such as tcp://plc:502, or rtu:///dev/ttyUSB0." },
      { key: "baudRate", default: 9_600, minimum: 50, maximum: 4_000_000, integer: true, help: "Of a serial line." },
      { key: "unit", default: 1, minimum: 0, maximum: 255, integer: true, help: "The device's number on the line." },
      { key: "register", default: 0, minimum: 0, maximum: 65_535, integer: true, help: "The first register's number." },
      {
        key: "type",
        default: "uint16",
        oneOf: ["uint16", "int16", "uint32", "int32", "float32"],
        help: "The value's.",
      },
      { key: "wordOrder", default: "high-first", oneOf: ["high-first", "low-first"], help: "Of values of 32 bits." },
      INTERVAL,
      TIMEOUT,
    ],
  },
  {
    name: "mqtt",
    description: "messages of an MQTT broker",
    languages: ["go"],
    settings: [
      { key: "host", default: "localhost", help: "The broker's name or address." },
      { key: "port", default: 1_883, minimum: 1, maximum: 65_535, integer: true, help: "The broker's port." },
      { key: "topic", default: "sensors/#", help: "What is subscribed to." },
      { key: "username", default: "", help: "Empty for none." },
      { key: "password", default: "", help: "Empty for none." },
    ],
  },
  {
    name: "scpi",
    description: "an instrument with SCPI over TCP",
    languages: ["go"],
    settings: [
      { key: "host", default: "localhost", help: "The instrument's name or address." },
      { key: "port", default: 5_025, minimum: 1, maximum: 65_535, integer: true, help: "The instrument's port." },
      { key: "query", default: "MEAS:VOLT:DC?", help: "What the instrument answers with a reading." },
      INTERVAL,
      TIMEOUT,
    ],
  },
  {
    name: "http",
    description: "JSON that a web server answers with",
    languages: ["go"],
    settings: [
      { key: "url", default: "http://localhost:8080/", help: "The address that answers with a reading." },
      INTERVAL,
      TIMEOUT,
    ],
  },
  {
    name: "sysfs",
    description: "sensors of Linux: hwmon, IIO, 1-wire",
    languages: ["go"],
    settings: [
      {
        key: "files",
        default: "/sys/class/hwmon/hwmon*/temp*_input",
        help: "The files, as a pattern. For 1-wire it is /sys/bus/w1/devices/28-*/temperature.",
      },
      { key: "scale", default: 0.001, help: "What a value is multiplied by, where no file beside it says it." },
      INTERVAL,
    ],
  },
];

/** What a source's projects install with npm, by package name. */
export interface NpmPackages {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The packages of a source, with their exact versions. */
export function npmPackages(source: string): NpmPackages {
  const all: Readonly<Record<string, Partial<NpmPackages>>> = versions.sources;
  const { dependencies = {}, devDependencies = {} } = all[source] ?? {};
  return { dependencies, devDependencies };
}

/** The layers of a source in a language, of which the later wins; none for the sample. */
export function hardwareLayers({ source, type, language }: Readonly<Record<"source" | "type" | "language", string>>) {
  if (source === NO_HARDWARE) return [];
  return [
    ...(language === "go" ? ["sources/common/go"] : []),
    `sources/common/${language}-${type}`,
    `sources/${source}/${language}`,
  ];
}

/** What differs from lab to lab in a source's projects. */
export function settingsOf(source: string): readonly Setting[] {
  return HARDWARE.find(({ name }) => name === source)?.settings ?? [];
}
