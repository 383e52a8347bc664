import type { KeyedFormat } from "./keyed.js";

/** Words that stand once in a go.mod; each other one has a module behind it. */
const SINGLE = ["module", "go", "toolchain"];

interface Line {
  readonly key: readonly [string, string];
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** go.mod: a line a key, alone or in a block of its word. */
export const goMod: KeyedFormat = {
  parse(text) {
    const table: Record<string, Record<string, string>> = {};
    for (const { key, value } of linesOf(text)) {
      const [word, name] = key;
      if (table[word]?.[name] !== undefined) throw new Error("a module stands there twice");
      (table[word] ??= {})[name] = value;
    }
    return table;
  },
  change(text, { path, value }) {
    const [word = "", name] = path;
    return name === undefined ? withAll(text, word, (value ?? {}) as Lines) : withLine(text, word, name, value);
  },
};

type Lines = Readonly<Record<string, unknown>>;

/** All lines of a word, and no others of it. */
function withAll(text: string, word: string, values: Lines): string {
  const names = new Set(linesOf(text).flatMap(({ key }) => (key[0] === word ? [key[1]] : [])));
  for (const name of Object.keys(values)) names.add(name);
  return [...names].reduce((result, name) => withLine(result, word, name, values[name]), text);
}

function withLine(text: string, word: string, name: string, value: unknown): string {
  const line = linesOf(text).find(({ key }) => key[0] === word && key[1] === name);
  if (line === undefined) return inserted(text, word, name, String(value));
  if (value !== undefined) return text.slice(0, line.start) + String(value) + text.slice(line.end);
  const start = text.lastIndexOf("\n", line.start) + 1;
  const end = text.indexOf("\n", line.end);
  return text.slice(0, start) + (end < 0 ? "" : text.slice(end + 1));
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let block: string | undefined;
  for (const match of text.matchAll(/^[ \t]*([^\s/][^\n]*?)[ \t]*(?:\/\/[^\n]*)?\r?$/gm)) {
    const [, words = ""] = match;
    const opens = /^(\w+)\s*\($/.exec(words);
    if (opens) block = opens[1];
    else if (words === ")") block = undefined;
    else lines.push(lineOf(words, match.index + match[0].indexOf(words), block));
  }
  return lines;
}

function lineOf(words: string, start: number, block: string | undefined): Line {
  const [, first = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(words) ?? [];
  const end = start + words.length;
  const isSingle = block === undefined && SINGLE.includes(first);
  const behind = block === undefined ? rest : words;
  const [, name = "", value = ""] = isSingle ? [, "", behind] : (/^(\S+)\s*(.*)$/.exec(behind) ?? []);
  return { key: [block ?? first, name], value, start: end - value.length, end };
}

function inserted(text: string, word: string, name: string, value: string): string {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const block = new RegExp(`^${word}\\s*\\([^)]*`, "m").exec(text);
  const at = block === null ? text.length : block.index + block[0].length;
  const line = block === null ? `${word} ${name} ${value}` : `\t${name} ${value}`;
  const before = text.slice(0, at);
  return `${before}${before.endsWith("\n") ? "" : lineEnd}${line}${lineEnd}${text.slice(at)}`;
}
