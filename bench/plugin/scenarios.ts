import { NAMES } from "./candidates.js";

/** What is done with each candidate in turn, round after round. */
export interface Scenario {
  readonly title: string;
  /** See test/hosts/go/bench-host. */
  readonly steps: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly rounds: number;
  /** All candidates side by side, for figures that the others' load does not touch. */
  readonly together?: boolean;
  readonly figures: readonly Figure[];
}

export interface Figure {
  /** As the host names it. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
}

const UNPACED = { PLUGIN_INTERVAL: "0ms" };

export const SCENARIOS: readonly Scenario[] = [
  {
    title: "a life: 20 readings a second",
    steps: ["launch", "pause:500ms", "memory", "start-record", "pause:310ms", "stop-record", "exit"],
    env: { PLUGIN_INTERVAL: "50ms" },
    rounds: 10,
    figures: [
      { key: "handshakeMs", title: "spawn to handshake", unit: "ms" },
      { key: "versionMs", title: "spawn to GetVersion", unit: "ms" },
      { key: "rssMiB", title: "idle RSS", unit: "MiB" },
      { key: "privateMiB", title: "idle private memory", unit: "MiB" },
      { key: "stopRecordMs", title: "StopRecord answered", unit: "ms" },
      { key: "endedAfterAnswerMs", title: "stream's end after the answer", unit: "ms" },
      { key: "exitMs", title: "Shutdown to exit", unit: "ms" },
    ],
  },
  stream(64),
  stream(1024),
  {
    title: "idle for 10 s",
    // V8 tidies up once, some 8 s after its start.
    steps: ["launch", "pause:12s", "idle:10s", "exit"],
    env: {},
    rounds: 3,
    together: true,
    figures: [{ key: "idleCpuPercent", title: "idle CPU", unit: "% of a core" }],
  },
  {
    title: "unpaced to a reader of 1000 frames/s, 60 s",
    steps: ["launch", "start-record", "slow:60s", "stop-record", "exit"],
    env: { ...UNPACED, PLUGIN_PAYLOAD: "1024" },
    rounds: 1,
    together: true,
    figures: [
      { key: "slowFramesPerSecond", title: "frames read", unit: "/s" },
      { key: "slowRssMiB", title: "RSS in these 60 s", unit: "MiB" },
      { key: "stopRecordMs", title: "StopRecord answered", unit: "ms" },
    ],
  },
];

export const OURS = [NAMES.binary, NAMES.bundle] as const;

/** What ours are compared with. */
export const BASES = [NAMES.go, NAMES.python] as const;

function stream(payload: number): Scenario {
  return {
    title: `unpaced, ${payload} B`,
    steps: ["launch", "start-record", "pause:1s", "rate:3s", "memory", "stop-record", "exit"],
    env: { ...UNPACED, PLUGIN_PAYLOAD: String(payload) },
    rounds: 5,
    figures: [
      { key: "framesPerSecond", title: "frames", unit: "/s" },
      { key: "cpuMicrosPerFrame", title: "CPU time per frame", unit: "µs" },
      { key: "rssMiB", title: "streaming RSS", unit: "MiB" },
      { key: "stopRecordMs", title: "StopRecord answered", unit: "ms" },
    ],
  };
}
