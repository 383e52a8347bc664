import { growthOf } from "../summary.js";
import { NAMES } from "./candidates.js";
import type { Result } from "./measure.js";

/** One promise about our plugin, and what was seen. */
export interface Bar {
  readonly bar: string;
  readonly limit: number;
  /** NaN when there is nothing to compare with. */
  readonly seen: number;
  readonly kept: boolean;
}

/** More than what a garbage collector's rhythm gives. */
const FLAT = 1.1;

/** Looks a figure up; a scenario by a part of its title. */
function finder(results: readonly Result[]) {
  const find = (candidate: string, key: string, scenario = "") =>
    results.find(
      (result) => result.candidate === candidate && result.figure.key === key && result.scenario.includes(scenario),
    );
  const median = (candidate: string, key: string, scenario?: string) =>
    find(candidate, key, scenario)?.spread.median ?? Number.NaN;
  return { find, median };
}

export function barsOf(results: readonly Result[], name: string): Bar[] {
  const { find, median } = finder(results);
  const ours = (key: string, scenario?: string) => median(name, key, scenario);
  const over = (base: string, key: string, scenario?: string) => ours(key, scenario) / median(base, key, scenario);
  return [
    atMost("handshake, × PyInstaller's", 0.1, over(NAMES.python, "handshakeMs")),
    atMost("handshake, × Go's", 10, over(NAMES.go, "handshakeMs")),
    atMost("idle private memory, MiB", 15, ours("privateMiB")),
    atMost("idle CPU, % of a core above Go's", 0.1, ours("idleCpuPercent") - median(NAMES.go, "idleCpuPercent")),
    atLeast("64 B frames/s, × Go's", 1.1, over(NAMES.go, "framesPerSecond", "64 B")),
    atLeast("1 kB frames/s, × Go's", 0.85, over(NAMES.go, "framesPerSecond", "1024 B")),
    atLeast("64 B frames/s, × Python's", 300, over(NAMES.python, "framesPerSecond", "64 B")),
    atMost("streaming RSS, MiB", 100, ours("rssMiB", "unpaced, 64 B")),
    atMost("StopRecord, ms", 3, ours("stopRecordMs", "a life")),
    atMost("StopRecord while unpaced, ms", 10, ours("stopRecordMs", "unpaced, 64 B")),
    atMost("Shutdown to exit, ms", 50, ours("exitMs")),
    flatMemory(find(name, "slowRssMiB")),
  ];
}

/** What a made Python plugin is held to: next to the plain SDK's, and for the one thing that Go does better. */
export function pythonBarsOf(results: readonly Result[]): Bar[] {
  const { find, median } = finder(results);
  const ours = (key: string, scenario?: string) => median(NAMES.ourPython, key, scenario);
  const overSdk = (key: string, scenario?: string) => ours(key, scenario) / median(NAMES.python, key, scenario);
  return [
    atMost("handshake, × the plain SDK's", 1.3, overSdk("handshakeMs")),
    atMost("idle CPU, % of a core", 1, ours("idleCpuPercent")),
    atLeast("64 B frames/s, × the plain SDK's", 1, overSdk("framesPerSecond", "64 B")),
    atMost("StopRecord, ms", 50, ours("stopRecordMs", "a life")),
    atMost("Shutdown to exit, ms", 500, ours("exitMs")),
    flatMemory(find(NAMES.ourPython, "slowRssMiB")),
  ];
}

/** What a Go plugin of ours is held to: next to Laniakea's own SDK. */
export function goBarsOf(results: readonly Result[], sizes: Readonly<Record<string, number>>): Bar[] {
  const { find, median } = finder(results);
  const over = (key: string, scenario?: string) => median(NAMES.ourGo, key, scenario) / median(NAMES.go, key, scenario);
  const idle = (name: string) => median(name, "idleCpuPercent");
  return [
    atMost("handshake, × Laniakea's SDK's", 1.1, over("handshakeMs")),
    atMost("size, × Laniakea's SDK's", 1.1, (sizes[NAMES.ourGo] ?? Number.NaN) / (sizes[NAMES.go] ?? Number.NaN)),
    atMost("idle RSS, × Laniakea's SDK's", 1.1, over("rssMiB", "a life")),
    atMost("idle CPU, % of a core above Laniakea's SDK's", 0.1, idle(NAMES.ourGo) - idle(NAMES.go)),
    atLeast("64 B frames/s, × Laniakea's SDK's", 0.9, over("framesPerSecond", "64 B")),
    flatMemory(find(NAMES.ourGo, "slowRssMiB")),
  ];
}

function flatMemory(slowRss: Result | undefined): Bar {
  return atMost("RSS with a slow reader, last 20 s × the 20 s before", FLAT, growthOf(slowRss?.values ?? []));
}

function atMost(bar: string, limit: number, seen: number): Bar {
  return { bar: `${bar} ≤ ${limit}`, limit, seen, kept: seen <= limit };
}

function atLeast(bar: string, limit: number, seen: number): Bar {
  return { bar: `${bar} ≥ ${limit}`, limit, seen, kept: seen >= limit };
}
