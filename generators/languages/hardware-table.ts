/** Where readings come from: a starting point that reads something real. */
export interface Hardware {
  /** As `--source` takes it; its layers are the folders `templates/sources/<name>/<language>`. */
  readonly name: string;
  /** Stands beside the name where it is asked for. */
  readonly description: string;
  /** For the README: what the code as it is made takes for a reading, as a sentence. */
  readonly reads: string;
  /** Files of the author's besides `source`, `commands`, `settings` and `plugin`, without their endings, the same in all languages. */
  readonly files?: readonly string[];
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
  /** Folders of `templates/sources` with helpers that more than one source has; they come before its own. */
  readonly with?: readonly string[];
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

const INTERVAL: SourceSetting = {
  key: "intervalMs",
  default: 1_000,
  integer: true,
  minimum: 10,
  maximum: 3_600_000,
  help: "ms between two readings",
};
const TIMEOUT: SourceSetting = {
  key: "timeoutMs",
  default: 5_000,
  integer: true,
  minimum: 50,
  maximum: 20_000,
  help: "ms that an answer may take",
};
const BAUD_RATE: SourceSetting = {
  key: "baudRate",
  default: 9_600,
  integer: true,
  minimum: 50,
  maximum: 4_000_000,
  help: "bits in a second",
};
const tcpPort = (port: number, help: string): SourceSetting => ({
  key: "port",
  default: port,
  integer: true,
  minimum: 1,
  maximum: 65_535,
  help,
});

/** One row a source: templates/sources/README.md says what belongs to one. */
export const HARDWARE: readonly Hardware[] = [
  {
    name: NO_HARDWARE,
    description: "a sample, to put your own code into",
    reads: "",
    packages: {},
    settings: [],
    commands: [],
  },
  {
    name: "serial",
    description: "a serial line that sends readings as text",
    reads: "It reads lines such as `T=21.5;H=40`: 8 data bits, no parity, 1 stop bit.",
    packages: {
      typescript: {
        with: ["pty", "unplugged"],
        run: ["serialport"],
        test: ["@lydell/node-pty"],
        withoutScripts: ["@serialport/bindings-cpp"],
      },
      python: { with: ["pty"], run: ["pyserial==3.5"], test: ["types-pyserial==3.5.0.20261104"] },
      // The newer ones of go.bug.st/serial need Go 1.25.
      go: { run: ["go.bug.st/serial v1.6.4"], test: ["github.com/creack/pty v1.1.24"] },
    },
    settings: [{ key: "port", default: "/dev/ttyUSB0", help: "the port's path; on Windows such as COM3" }, BAUD_RATE],
    commands: [
      { call: { command: "send", args: { line: "LED ON" } }, answer: "what was sent: one line for the device" },
    ],
  },
  {
    name: "scpi",
    description: "an instrument that answers SCPI over TCP",
    reads: "It reads the answer to the setting `query`: one number, or several with commas between them.",
    files: ["instrument"],
    packages: { typescript: {}, python: { with: ["tcp"] }, go: {} },
    settings: [
      { key: "host", default: "192.168.1.50", help: "the instrument's name or address" },
      tcpPort(5_025, "its TCP port"),
      { key: "query", default: "MEAS:VOLT:DC?", help: "the question that a reading is the answer to" },
      INTERVAL,
      TIMEOUT,
    ],
    commands: [
      { call: { command: "query", args: { line: "*IDN?" } }, answer: "what the instrument answers" },
      {
        call: { command: "write", args: { line: "VOLT 5" } },
        answer: "what was written; an error of the instrument's queue is told",
      },
    ],
  },
  {
    name: "modbus",
    description: "a device that speaks Modbus, TCP or RTU",
    reads: "It reads the holding registers of its table.",
    files: ["device"],
    packages: {
      typescript: {
        with: ["pty", "unplugged"],
        run: ["modbus-serial", "serialport"],
        test: ["@lydell/node-pty"],
        withoutScripts: ["@serialport/bindings-cpp"],
      },
      python: {
        with: ["pty", "tcp"],
        run: ["pymodbus==3.16.1", "pyserial==3.5"],
        test: ["types-pyserial==3.5.0.20261104"],
      },
      go: { run: ["github.com/simonvetter/modbus v1.6.4"], test: ["github.com/creack/pty v1.1.24"] },
    },
    settings: [
      { key: "transport", default: "tcp", oneOf: ["tcp", "rtu"], help: "over a network, or over a serial line" },
      { key: "host", default: "192.168.1.60", help: "with tcp: the device's name or address" },
      tcpPort(502, "with tcp: its port"),
      { key: "serialPort", default: "/dev/ttyUSB0", help: "with rtu: the port's path; on Windows such as COM3" },
      { ...BAUD_RATE, help: "with rtu: bits in a second" },
      { key: "parity", default: "none", oneOf: ["none", "even", "odd"], help: "with rtu: the parity bit" },
      { key: "unit", default: 1, integer: true, minimum: 0, maximum: 255, help: "the device's number on its line" },
      {
        key: "wordOrder",
        default: "high-first",
        oneOf: ["high-first", "low-first"],
        help: "which register of a 32-bit value comes first",
      },
      INTERVAL,
      TIMEOUT,
    ],
    commands: [
      { call: { command: "read-register", args: { address: 0 } }, answer: "a holding register and its value" },
      { call: { command: "write-register", args: { address: 10, value: 215 } }, answer: "what was written" },
      { call: { command: "read-coil", args: { address: 0 } }, answer: "whether a coil is on" },
      { call: { command: "write-coil", args: { address: 3, value: true } }, answer: "what was written" },
    ],
  },
  {
    name: "mqtt",
    description: "messages of an MQTT broker",
    reads: "It reads messages that are a number or a JSON object; the key of a reading is the topic.",
    files: ["broker"],
    packages: {
      typescript: { run: ["mqtt"], test: ["aedes"] },
      python: { with: ["tcp"], run: ["paho-mqtt==2.2.0"] },
      go: { run: ["github.com/eclipse/paho.mqtt.golang v1.5.1"], test: ["github.com/mochi-mqtt/server/v2 v2.7.9"] },
    },
    settings: [
      { key: "host", default: "localhost", help: "the broker's name or address" },
      tcpPort(1_883, "its TCP port; with TLS usually 8883"),
      { key: "tls", default: false, help: "whether the connection is encrypted" },
      { key: "topic", default: "sensors/#", help: "what is recorded; + and # are wildcards" },
      { key: "username", default: "", help: "empty where the broker wants none" },
      { key: "password", default: "", help: "that of the user" },
    ],
    commands: [
      {
        call: { command: "publish", args: { topic: "heater/set", payload: "21.5", retain: false } },
        answer: "the topic, when the broker has the message",
      },
    ],
  },
  {
    name: "http",
    description: "a device that answers JSON over HTTP",
    reads: "It reads answers that are JSON.",
    files: ["server"],
    packages: { typescript: {}, python: {}, go: {} },
    settings: [
      {
        key: "url",
        default: "http://192.168.1.70/readings",
        help: "what is asked for readings; it may have a user and a password, as in http://user:password@host/",
      },
      { key: "authorization", default: "", help: "the header of that name, such as Bearer and a token; empty: none" },
      INTERVAL,
      TIMEOUT,
    ],
    commands: [
      {
        call: { command: "request", args: { method: "PUT", path: "/led", body: '{"on":true}' } },
        answer: "status and body of the device's answer",
      },
    ],
  },
  {
    name: "sysfs",
    description: "sensors that Linux knows: hwmon, IIO and 1-wire",
    reads:
      "It reads all channels of the sensors that Linux knows, as `device/channel`: in V, A, W, J, °C, Pa, F, T, Hz, turns a minute and % of humidity, whichever kind of sensor they come from. Others have the unit of the kernel's documentation of IIO, such as m/s² or lux.",
    files: ["channels"],
    packages: { typescript: {}, python: {}, go: {} },
    settings: [
      { key: "root", default: "/sys", help: "the folder in which Linux has them" },
      { key: "device", default: "", help: "the name of the device that is read; empty: all" },
      INTERVAL,
    ],
    commands: [
      { call: { command: "read", args: { channel: "coretemp/temp1" } }, answer: "the channel's value" },
      {
        call: { command: "set", args: { file: "class/leds/led0/brightness", value: 255 } },
        answer: "what the file then holds",
      },
    ],
  },
];
