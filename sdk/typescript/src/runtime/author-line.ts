import type { Session as InspectorSession } from "node:inspector";
import { findSourceMap } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A place in a file; line and column from 1. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Tells where in the author's code something waits or begins; see {@link authorLine}. */
export type LineOf = (code: object) => string | undefined;

/** An error with a message, and with the one line that says something to its author in the place of a stack of ours. */
export function atLine(error: TypeError, message: string, line: string | undefined): TypeError {
  const cause = error.cause === undefined ? {} : { cause: error.cause };
  if (line === undefined) return error.message === message ? error : withoutStack(new TypeError(message, cause));
  const placed = withoutStack(new TypeError(`${message} (${line})`, cause));
  placed.stack += `\n    at ${line}`;
  return placed;
}

function withoutStack(error: TypeError): TypeError {
  error.stack = String(error);
  return error;
}

/**
 * Where an author's generator waits, or where a function begins, such as `/home/ana/my-sensor/src/plugin.ts:12:7`. No stack says it: what is
 * wrong with a yielded value is found when none of the author's code runs. V8 tells debuggers, and so it is asked as one. That takes
 * some 20 ms, and nothing before. Undefined where the runtime has no such debugger (Bun), or the place is not in the author's files.
 */
export function authorLine(code: object): string | undefined {
  try {
    const place = inspected(code);
    return place === undefined ? undefined : original(place);
  } catch {
    return undefined; // An error of the author's is being told: whatever goes wrong here must not hide it.
  }
}

/** What one is told of a place by the debugger's protocol; line and column from 0. */
interface ScriptPlace {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

const PLACES: readonly string[] = ["[[GeneratorLocation]]", "[[FunctionLocation]]"];
/** By this name the debugger finds the object; it is there for the moment only. */
const HANDLE = "__laniakeaAuthorLine";

function inspected(code: object): Place | undefined {
  const { Session } = process.getBuiltinModule("node:inspector");
  const session = new Session();
  session.connect();
  const global = globalThis as Record<string, unknown>;
  try {
    const files = new Map<string, string>();
    session.on("Debugger.scriptParsed", ({ params }) => files.set(params.scriptId, params.url));
    session.post("Debugger.enable");
    global[HANDLE] = code;
    const place = placeOf(session);
    const url = files.get(place?.scriptId ?? "");
    if (place === undefined || url === undefined) return undefined;
    return { file: pathOf(url), line: place.lineNumber + 1, column: place.columnNumber + 1 };
  } finally {
    delete global[HANDLE];
    session.disconnect();
  }
}

/** A session on its own thread answers before `post` returns. */
function placeOf(session: InspectorSession): ScriptPlace | undefined {
  let place: ScriptPlace | undefined;
  session.post("Runtime.evaluate", { expression: HANDLE }, (_, { result: { objectId = "" } }) => {
    session.post("Runtime.getProperties", { objectId, ownProperties: true }, (_error, { internalProperties = [] }) => {
      place = internalProperties.find(({ name }) => PLACES.includes(name))?.value?.value as ScriptPlace | undefined;
    });
  });
  return place;
}

/** The place in the file that the author wrote, as a stack has it; undefined for one that is not the author's. */
function original(place: Place): string | undefined {
  const shown = mappedByHook(place) ?? mappedByNode(place);
  // What the bundle's own map leaves as it is comes from a package.
  if (shown === written(place) && Error.prepareStackTrace !== undefined) return undefined;
  return /[/\\]node_modules[/\\]/.test(shown) ? undefined : shown;
}

function written({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** What leads stacks back to the sources, such as the hook of a bundle, is given a stack of this one place. */
function mappedByHook(place: Place): string | undefined {
  const site = new OnePlace(place) as unknown as NodeJS.CallSite;
  const stack: unknown = Error.prepareStackTrace?.(new Error("of one place"), [site]);
  return typeof stack === "string" ? /^ +at (.+)$/m.exec(stack)?.[1] : undefined;
}

/** As much of a stack's line as such hooks ask for. They look for methods at its prototype. */
class OnePlace {
  constructor(readonly place: Place) {}

  getFileName(): string {
    return this.place.file;
  }

  getScriptNameOrSourceURL(): string {
    return this.place.file;
  }

  getLineNumber(): number {
    return this.place.line;
  }

  getColumnNumber(): number {
    return this.place.column;
  }

  getFunctionName(): null {
    return null;
  }

  isNative(): boolean {
    return false;
  }

  isConstructor(): boolean {
    return false;
  }

  isToplevel(): boolean {
    return true;
  }

  toString(): string {
    return written(this.place);
  }
}

/** The source maps that Node.js knows, with `--enable-source-maps` and in what calls `setSourceMapsEnabled`. */
function mappedByNode(place: Place): string {
  const map = findSourceMap(place.file) ?? findSourceMap(pathToFileURL(place.file).href);
  const origin = map?.findEntry(place.line - 1, place.column - 1);
  if (origin === undefined || !("originalSource" in origin)) return written(place);
  const { originalSource: source, originalLine, originalColumn } = origin;
  return written({ file: pathOf(source), line: originalLine + 1, column: originalColumn + 1 });
}

function pathOf(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}
