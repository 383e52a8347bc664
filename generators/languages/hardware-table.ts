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
      // The newer ones of go.bug.st/serial need Go 1.25.
      go: { run: ["go.bug.st/serial v1.6.4"], test: ["github.com/creack/pty v1.1.24"] },
    },
    settings: [
      { key: "port", default: "/dev/ttyUSB0", help: "the port's path; on Windows such as COM3" },
      { key: "baudRate", default: 9_600, integer: true, minimum: 50, maximum: 4_000_000, help: "bits in a second" },
    ],
    commands: [
      { call: { command: "send", args: { line: "LED ON" } }, answer: "what was sent: one line for the device" },
    ],
  },
  {
    name: "scpi",
    description: "an instrument that speaks SCPI over TCP",
    packages: { typescript: {}, go: {} },
    settings: [
      { key: "host", default: "192.168.1.50", help: "the instrument's name or address" },
      { key: "port", default: 5_025, integer: true, minimum: 1, maximum: 65_535, help: "its TCP port" },
      { key: "query", default: "MEAS:VOLT:DC?", help: "what a reading is the answer to" },
      {
        key: "intervalMs",
        default: 1_000,
        integer: true,
        minimum: 10,
        maximum: 3_600_000,
        help: "ms between two readings",
      },
      {
        key: "timeoutMs",
        default: 5_000,
        integer: true,
        minimum: 50,
        maximum: 20_000,
        help: "ms that an answer may take",
      },
    ],
    commands: [
      { call: { command: "query", args: { line: "*IDN?" } }, answer: "the instrument's answer" },
      { call: { command: "write", args: { line: "VOLT 1.5" } }, answer: "what was written, or the instrument's error" },
    ],
  },
  {
    name: "http",
    description: "a device that answers HTTP with JSON",
    packages: { typescript: {}, go: {} },
    settings: [
      { key: "url", default: "http://192.168.1.60/status", help: "what is asked for readings" },
      { key: "token", default: "", help: "sent as a bearer token; empty: none" },
      {
        key: "intervalMs",
        default: 1_000,
        integer: true,
        minimum: 10,
        maximum: 3_600_000,
        help: "ms between two readings",
      },
      {
        key: "timeoutMs",
        default: 5_000,
        integer: true,
        minimum: 50,
        maximum: 20_000,
        help: "ms that an answer may take",
      },
    ],
    commands: [
      {
        call: { command: "request", args: { method: "POST", path: "/relay", body: '{"on":true}' } },
        answer: "status and body of the device's answer",
      },
    ],
  },
  {
    name: "sysfs",
    description: "sensors of Linux: hwmon, IIO and 1-wire",
    packages: { typescript: {}, go: {} },
    settings: [
      { key: "kind", default: "hwmon", oneOf: ["hwmon", "iio", "w1"], help: "hwmon, iio or w1 (1-wire)" },
      { key: "device", default: "", help: "the device's name, such as coretemp; empty: all devices" },
      { key: "root", default: "/sys", help: "where sysfs is mounted" },
      {
        key: "intervalMs",
        default: 1_000,
        integer: true,
        minimum: 10,
        maximum: 3_600_000,
        help: "ms between two readings",
      },
    ],
    commands: [
      { call: { command: "read", args: { channel: "coretemp/temp1" } }, answer: "one value" },
      {
        call: { command: "set", args: { file: "class/leds/led0/brightness", value: 255 } },
        answer: "what the file then holds",
      },
    ],
  },
  {
    name: "modbus",
    description: "registers of a Modbus device, over TCP or a serial line",
    packages: { go: { run: ["github.com/simonvetter/modbus v1.6.4"] } },
    settings: [
      { key: "url", default: "tcp://192.168.1.70:502", help: "such as tcp://plc:502, or rtu:///dev/ttyUSB0" },
      { key: "baudRate", default: 9_600, integer: true, minimum: 50, maximum: 4_000_000, help: "of a serial line" },
      { key: "unit", default: 1, integer: true, minimum: 0, maximum: 255, help: "the device's number on the line" },
      { key: "register", default: 0, integer: true, minimum: 0, maximum: 65_535, help: "the value's first register" },
      { key: "type", default: "uint16", oneOf: ["uint16", "int16", "uint32", "int32", "float32"], help: "the value's" },
      { key: "wordOrder", default: "high-first", oneOf: ["high-first", "low-first"], help: "of values of 32 bits" },
      {
        key: "intervalMs",
        default: 1_000,
        integer: true,
        minimum: 10,
        maximum: 3_600_000,
        help: "ms between two readings",
      },
      {
        key: "timeoutMs",
        default: 5_000,
        integer: true,
        minimum: 50,
        maximum: 20_000,
        help: "ms that an answer may take",
      },
    ],
    commands: [
      { call: { command: "read", args: { register: 1 } }, answer: "a holding register and its value" },
      { call: { command: "write", args: { register: 1, value: 100 } }, answer: "what was written" },
      { call: { command: "read-coil", args: { coil: 1 } }, answer: "whether a coil is on" },
      { call: { command: "write-coil", args: { coil: 1, on: true } }, answer: "what was written" },
    ],
  },
  {
    name: "mqtt",
    description: "messages of an MQTT broker",
    packages: {
      go: { run: ["github.com/eclipse/paho.mqtt.golang v1.5.1"], test: ["github.com/mochi-mqtt/server/v2 v2.7.9"] },
    },
    settings: [
      { key: "host", default: "localhost", help: "the broker's name or address" },
      { key: "port", default: 1_883, integer: true, minimum: 1, maximum: 65_535, help: "its TCP port" },
      { key: "topic", default: "sensors/#", help: "what is subscribed to" },
      { key: "username", default: "", help: "empty: none" },
      { key: "password", default: "", help: "empty: none" },
    ],
    commands: [
      {
        call: { command: "publish", args: { topic: "lamp", payload: "on" } },
        answer: "the topic of what was published",
      },
    ],
  },
];
