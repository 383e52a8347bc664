import { relative, resolve, sep } from "node:path";
import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";

interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * Drops from a source map what leads into node_modules. The map of everything is many times as long, and
 * a frame of a dependency is known by its function. Sources get the form `plugin:src/main.ts`: the project's folder is not
 * where the binary runs.
 * @param folder that `text` is made for: its sources are relative to it.
 */
export function ownSourcesOnly(text: string, project: string, folder: string): string {
  const map = JSON.parse(text) as SourceMap;
  const own = map.sources.filter((source) => !source.includes("node_modules/"));
  // The position of a source in the new list; -1 for one that is not the author's.
  const positions = map.sources.map((source) => own.indexOf(source));
  const lines = decode(map.mappings).map((line) => line.map((segment) => moved(segment, positions)));
  const sources = own.map((source) => `plugin:${inProject(project, resolve(folder, source))}`);
  return JSON.stringify({ version: 3, sources, names: [], mappings: encode(withoutRepeats(lines)) });
}

/** The segment with its source's new position; only its column when that source is dropped. Names are in the code. */
function moved([column, source, ...place]: SourceMapSegment, positions: readonly number[]): SourceMapSegment {
  const position = source === undefined ? -1 : (positions[source] ?? -1);
  const [line, sourceColumn] = place;
  if (position < 0 || line === undefined || sourceColumn === undefined) return [column];
  return [column, position, line, sourceColumn];
}

function inProject(project: string, path: string): string {
  return relative(project, path).replaceAll(sep, "/");
}

/** Of unmapped segments only the first in a run says anything. A run goes on over line ends. */
function withoutRepeats(lines: SourceMapSegment[][]): SourceMapSegment[][] {
  let unmapped = true;
  return lines.map((line) =>
    line.filter((segment) => {
      const repeats = unmapped && segment.length === 1;
      unmapped = segment.length === 1;
      return !repeats;
    }),
  );
}
