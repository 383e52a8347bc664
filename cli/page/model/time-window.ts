/** The spans of time that a person can choose; ms. */
export const SPANS: readonly (readonly [ms: number, label: string])[] = [
  [10_000, "10 s"],
  [30_000, "30 s"],
  [60_000, "1 min"],
  [300_000, "5 min"],
  [900_000, "15 min"],
  [3_600_000, "1 h"],
];

/** ms; a shorter one shows nothing but one sample, a longer one nothing that is kept. */
const LEAST_SPAN_MS = 1;
const MOST_SPAN_MS = 86_400_000;

/** Which time the plot shows. It follows the data while `end` is undefined, and stays where it is otherwise. */
export interface TimeWindow {
  readonly spanMs: number;
  /** ms since 1970. */
  readonly end: number | undefined;
}

export const FOLLOWING: TimeWindow = { spanMs: 60_000, end: undefined };

/** What is shown when the newest is at `now`; ms since 1970. */
export function rangeOf({ spanMs, end }: TimeWindow, now: number): readonly [from: number, to: number] {
  const to = end ?? now;
  return [to - spanMs, to];
}

/** The window stops at `now`, or follows again. */
export function togglePause(window: TimeWindow, now: number): TimeWindow {
  return { ...window, end: window.end === undefined ? now : undefined };
}

/** Shows one span, and stays there. */
export function zoomTo(from: number, to: number): TimeWindow {
  const spanMs = Math.min(MOST_SPAN_MS, Math.max(LEAST_SPAN_MS, to - from));
  return { spanMs, end: from + spanMs };
}

/** A greater factor shows more. `centre` stays where it is; one that follows stays at the newest. */
export function zoomBy(window: TimeWindow, factor: number, centre: number, now: number): TimeWindow {
  const spanMs = Math.min(MOST_SPAN_MS, Math.max(LEAST_SPAN_MS, window.spanMs * factor));
  if (window.end === undefined) return { spanMs, end: undefined };
  const [from] = rangeOf(window, now);
  const share = (centre - from) / window.spanMs;
  return { spanMs, end: centre + (1 - share) * spanMs };
}

/** Goes by a share of the span: back when it is negative. One that would pass the newest follows it again. */
export function pan(window: TimeWindow, share: number, now: number): TimeWindow {
  const end = (window.end ?? now) + share * window.spanMs;
  return share > 0 && end >= now ? { ...window, end: undefined } : { ...window, end };
}
