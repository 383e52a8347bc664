import { BlockClock } from "./block-clock.js";
import type { ObservedFrame } from "./events.js";
import { numbersIn } from "./numbers.js";

type Cell = string | number | undefined;

/**
 * Frames as a table (RFC 4180): a column a number's path, a row a moment of a frame. A frame without numbers has no row; a block of
 * samples has one row a sample, with its own time.
 */
export function csvOf(frames: readonly ObservedFrame[]): string {
  const clock = new BlockClock();
  const paths = new Map<string, number>();
  const rows = frames.flatMap((frame) => rowsOf(frame, paths, clock));
  const width = 3 + paths.size;
  const table = [["time", "timestamp_ms", "source", ...paths.keys()], ...rows];
  return table
    .map((row) => `${Array.from({ length: width }, (_, place) => quoted(row[place])).join(",")}\r\n`)
    .join("");
}

function rowsOf(frame: ObservedFrame, paths: Map<string, number>, clock: BlockClock): readonly Cell[][] {
  const rows = new Map<number, Cell[]>();
  for (const numbers of numbersIn(frame)) {
    if (!paths.has(numbers.path)) paths.set(numbers.path, paths.size);
    const column = 3 + (paths.get(numbers.path) ?? 0);
    const times = clock.timesOf(`${frame.source} ${numbers.path}`, frame, numbers);
    numbers.values.forEach((value, index) => {
      const time = times[index] ?? frame.timestamp;
      const row = rows.get(time) ?? [new Date(time).toISOString(), time, frame.source];
      row[column] = Number.isNaN(value) ? undefined : value;
      rows.set(time, row);
    });
  }
  return [...rows].sort(([one], [other]) => one - other).map(([, row]) => row);
}

function quoted(cell: Cell): string {
  const text = cell === undefined ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
