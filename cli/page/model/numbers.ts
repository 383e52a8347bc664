import type { ObservedFrame } from "./events.js";

/** The numbers at one place of a payload. */
export interface Numbers {
  /** Such as `bus.volts`; `value` where the payload itself is a number. */
  readonly path: string;
  readonly values: readonly number[];
  /** ms between two of them, where the payload says so. */
  readonly intervalMs?: number;
}

/** Places in one payload: a payload with more is not for a plot. */
const MOST_PATHS = 64;

/** Fields that say how far apart the samples of a block beside them are, and how many ms one of them is. */
const INTERVALS: Readonly<Record<string, (value: number) => number>> = {
  intervalms: (ms) => ms,
  interval: (seconds) => seconds * 1_000,
  intervals: (seconds) => seconds * 1_000,
  rate: (hertz) => 1_000 / hertz,
  ratehz: (hertz) => 1_000 / hertz,
  samplerate: (hertz) => 1_000 / hertz,
};

/** All numbers of a frame's payload; none when it is not JSON, and no text of a number. */
export function numbersIn({ type, text }: Pick<ObservedFrame, "type" | "text">): readonly Numbers[] {
  if (text === undefined || !(type === "application/json" || type.startsWith("text/"))) return [];
  const found: Numbers[] = [];
  collect(parse(text), "", found, undefined);
  return found;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function collect(value: unknown, path: string, found: Numbers[], intervalMs: number | undefined): void {
  if (found.length >= MOST_PATHS) return;
  if (typeof value === "number") {
    found.push({ path: path || "value", values: [value] });
  } else if (isBlock(value)) {
    // A sample that could not be read is null: a gap.
    const values = value.map((sample) => sample ?? Number.NaN);
    found.push({ path: path || "value", values, ...(intervalMs === undefined ? {} : { intervalMs }) });
  } else if (Array.isArray(value)) {
    value.forEach((part, index) => collect(part, `${path}[${index}]`, found, intervalMs));
  } else if (typeof value === "object" && value !== null) {
    const own = intervalOf(value) ?? intervalMs;
    for (const [key, part] of Object.entries(value)) collect(part, path ? `${path}.${key}` : key, found, own);
  }
}

function isBlock(value: unknown): value is readonly (number | null)[] {
  return (
    Array.isArray(value) &&
    value.some((sample) => typeof sample === "number") &&
    value.every((sample) => typeof sample === "number" || sample === null)
  );
}

/** The interval that an object names for its blocks; ms. */
function intervalOf(value: object): number | undefined {
  for (const [key, part] of Object.entries(value)) {
    const toMs = INTERVALS[key.toLowerCase().replaceAll(/[^a-z]/g, "")];
    if (toMs === undefined || typeof part !== "number" || part <= 0) continue;
    return toMs(part);
  }
  return undefined;
}
