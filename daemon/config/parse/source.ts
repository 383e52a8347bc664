import { Composer, type CST, type Document, isAlias, isCollection, LineCounter, Parser, visit } from "yaml";
import { ConfigNotEditable, ConfigSyntaxError, type Place } from "./errors.js";

/** A config file's text, its tokens and its one document; offsets count UTF-16 units of `text`. */
export interface ConfigSource {
  readonly text: string;
  readonly document: Document.Parsed;
  /** Where a new top-level key would go: the end of the text, or the `...` line that ends the document. */
  readonly end: number;
  placeOf(offset: number): Place;
}

export interface ParsedText {
  readonly source: ConfigSource;
  /** Why no edit of it is certain, although the daemon reads it. */
  readonly obstacles: readonly ConfigNotEditable[];
}

/**
 * Parses as YAML 1.1, the version of the daemon's parser, where `yes` is true and `010` is 8.
 * @throws {ConfigSyntaxError} with the place.
 * @throws {ConfigNotEditable} for what the two parsers could see differently, and for several documents.
 */
export function parseConfig(text: string): ConfigSource {
  const { source, obstacles } = parseText(text);
  const [obstacle] = obstacles;
  if (obstacle) throw obstacle;
  return source;
}

/**
 * As {@link parseConfig}, for who only wants to look.
 * @throws {ConfigSyntaxError} with the place.
 */
export function parseText(text: string): ParsedText {
  try {
    return parseStrictly(text);
  } catch (error) {
    const parsed = error instanceof ShallowFlow ? parseIndented(text, error) : undefined;
    if (parsed) return parsed;
    throw error;
  }
}

/** A { or [ that is not closed before a line that stands too far left to go on with it. */
class ShallowFlow extends ConfigSyntaxError {
  constructor(
    message: string,
    place: Place,
    readonly offset: number,
  ) {
    super(message, place);
  }
}

/** Lines that may be too far left: each is tried on its own. */
const MOST_SHALLOW_LINES = 50;

/** The daemon looks at no indentation inside of { } and [ ]: to it such lines mean what they do a little further right. */
function parseIndented(text: string, first: ShallowFlow): ParsedText | undefined {
  let indented = text;
  let at = first.offset;
  for (const added: number[] = []; added.length < MOST_SHALLOW_LINES;) {
    if (at >= indented.length || !/(?:^|\n) *$/.test(indented.slice(0, at))) return undefined;
    indented = `${indented.slice(0, at)} ${indented.slice(at)}`;
    added.push(at);
    try {
      const { source, obstacles } = parseStrictly(indented);
      const moved = (offset: number) => added.filter((space) => space < offset).length;
      const placeOf = (offset: number): Place => {
        const place = source.placeOf(offset);
        const lineStart = indented.lastIndexOf("\n", offset - 1) + 1;
        return { ...place, column: place.column - (moved(offset) - moved(lineStart)) };
      };
      const end = source.end - moved(source.end);
      return {
        source: { ...source, text, end, placeOf },
        obstacles: [...obstacles, new ConfigNotEditable(first.message, first.place)],
      };
    } catch (error) {
      if (!(error instanceof ShallowFlow)) return undefined;
      at = error.offset;
    }
  }
  return undefined;
}

function parseStrictly(text: string): ParsedText {
  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    // The mark at the start is no character that an editor shows.
    return { line, column: line === 1 && text.startsWith("\uFEFF") ? Math.max(1, col - 1) : col };
  };
  refuseControlCharacters(text, lines, placeOf);
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const obstacles = [...foreignLineEnds(text, placeOf), ...directives(tokens, placeOf)];
  // Duplicate keys are no error to the daemon: the last one counts.
  const composer = new Composer({ version: "1.1", uniqueKeys: false, keepSourceTokens: true, logLevel: "silent" });
  const [document, second] = [...composer.compose(tokens, true, text.length)];
  if (!document) throw new ConfigSyntaxError("no YAML document");
  const [error] = document.errors;
  if (error?.code === "BAD_INDENT" && error.message.startsWith("Flow")) {
    throw new ShallowFlow(error.message, placeOf(error.pos[0]), error.pos[0]);
  }
  if (error) throw new ConfigSyntaxError(error.message, placeOf(error.pos[0]));
  if (second) {
    const place = placeOf(second.range[0]);
    obstacles.push(new ConfigNotEditable("more than one YAML document: the daemon reads only the first", place));
  }
  if (/[*&]/.test(text)) refuseUnknownAliases(document as Document.Parsed, placeOf);
  if (/['"]$/.test(text)) refuseOpenQuote(document as Document.Parsed, placeOf);
  refuseTabIndents(text, document as Document.Parsed, placeOf);
  const end = endOfDocument(tokens, placeOf) ?? text.length;
  return { source: { text, document: document as Document.Parsed, end, placeOf }, obstacles };
}

/** Of a quoted text that is open to the end, the parser looks at the last character only: `'''` and `"\"` seem closed to it. */
function refuseOpenQuote(document: Document.Parsed, placeOf: (offset: number) => Place): void {
  visit(document, {
    Scalar(_key, { srcToken }) {
      if (srcToken === undefined || !("source" in srcToken)) return;
      const isOpen =
        (srcToken.type === "single-quoted-scalar" && !/^'(?:[^']|'')*'$/.test(srcToken.source)) ||
        (srcToken.type === "double-quoted-scalar" && !/^"(?:[^"\\]|\\[^])*"$/.test(srcToken.source));
      if (isOpen) throw new ConfigSyntaxError("a quote that is not closed", placeOf(srcToken.offset));
    },
  });
}

/** Outside of text and brackets the daemon takes no tab before the first character of a line, be the line blank or not. */
function refuseTabIndents(text: string, document: Document.Parsed, placeOf: (offset: number) => Place): void {
  const tabs = [...text.matchAll(/^ *\t/gm)].map(({ index, 0: indent }) => index + indent.length - 1);
  if (tabs.length === 0) return;
  const ranges: [number, number][] = [];
  visit(document, {
    Node(_key, node) {
      if (!node.range || (isCollection(node) && !node.flow)) return;
      ranges.push([node.range[0], node.range[1]]);
    },
  });
  const bad = tabs.find((at) => !ranges.some(([start, end]) => start <= at && at < end));
  if (bad !== undefined) throw new ConfigSyntaxError("a tab in the indentation; use spaces", placeOf(bad));
}

/** Where the line `...` stands, if there is one. */
function endOfDocument(tokens: readonly CST.Token[], placeOf: (offset: number) => Place): number | undefined {
  const end = tokens.find((token) => token.type === "doc-end")?.offset;
  const empty = tokens.some((token) => token.type === "document" && token.offset === end);
  if (end === undefined || !empty) return end;
  throw new ConfigSyntaxError("a ... that ends nothing: the daemon wants something above it", placeOf(end));
}

/** The library finds them only when it turns the document into values. */
function refuseUnknownAliases(document: Document.Parsed, placeOf: (offset: number) => Place): void {
  const anchors = new Set<string>();
  visit(document, {
    Node(_key, node) {
      const name = isAlias(node) ? node.source : (node.anchor ?? "a");
      if (!/^[a-zA-Z0-9_-]+$/.test(name)) {
        throw new ConfigSyntaxError(
          `the name &${name} may have letters, digits, - and _`,
          placeOf(node.range?.[0] ?? 0),
        );
      }
      if (!isAlias(node) && node.anchor) anchors.add(node.anchor);
      if (!isAlias(node) || anchors.has(node.source)) return;
      throw new ConfigSyntaxError(
        `no anchor &${node.source} stands above the alias *${node.source}`,
        placeOf(node.range?.[0] ?? 0),
      );
    },
  });
}

/**
 * Control characters, which the daemon's parser refuses; and the line ends of YAML 1.1 that no longer are any in YAML 1.2
 * (a lone carriage return, NEL, LS, PS): in the middle of a comment they would start a line for one parser only.
 */
const CONTROL = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\x80-\x84\x86-\x9F\uFFFE\uFFFF]/;
const OTHER_LINE_END = /\r(?!\n)|[\x85\u2028\u2029]/;

/** True when the two kinds of line ends, or a character that is no text, stand anywhere. */
export function hasOddCharacters(text: string): boolean {
  return CONTROL.test(text) || OTHER_LINE_END.test(text);
}

function refuseControlCharacters(text: string, lines: LineCounter, placeOf: (offset: number) => Place): void {
  const control = CONTROL.exec(text);
  if (!control) return;
  lines.addNewLine(0);
  for (const { index } of text.slice(0, control.index).matchAll(/\n/g)) lines.addNewLine(index + 1);
  throw new ConfigSyntaxError(`the character ${codePoint(control[0])} is not allowed`, placeOf(control.index));
}

function foreignLineEnds(text: string, placeOf: (offset: number) => Place): ConfigNotEditable[] {
  const lineEnd = OTHER_LINE_END.exec(text);
  if (!lineEnd) return [];
  const reason = `the character ${codePoint(lineEnd[0])} ends a line for the daemon but not for most editors; use a newline`;
  return [new ConfigNotEditable(reason, placeOf(lineEnd.index))];
}

function directives(tokens: readonly CST.Token[], placeOf: (offset: number) => Place): ConfigNotEditable[] {
  const found = tokens.filter((token) => token.type === "directive");
  for (const { source, offset } of found) {
    if (!/^%YAML\s+(?!1\.1\b)/.test(source)) continue;
    throw new ConfigSyntaxError("the daemon reads YAML 1.1 and no other version", placeOf(offset));
  }
  return found.map(({ offset }) => new ConfigNotEditable("a % directive changes how the file reads", placeOf(offset)));
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
