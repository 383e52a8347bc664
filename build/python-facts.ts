/** What the SDKs of all languages share, as a Python module. */
import { readFile } from "node:fs/promises";

type Fact = string | number;
type Facts = Readonly<Record<string, Readonly<Record<string, Fact>>>>;

const HEADER = `"""What the SDKs of all languages share, and the version of this one. Times are in seconds.

Made by \`npm run build\` from daemon/facts.json and sdk/go-plugin.json: a change of this file is lost.
"""

# fmt: off
from typing import Final
`;

/**
 * Each fact becomes a constant that is named by its section and its key: `time.frameGapMs` becomes \`TIME_FRAME_GAP\`, in
 * seconds as Python has them.
 * @param files daemon/facts.json and sdk/go-plugin.json.
 * @param version the Python SDK's.
 */
export async function pythonFacts(files: readonly string[], version: string): Promise<string> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const sections = texts.flatMap((text) => Object.entries(JSON.parse(text) as Facts));
  const constants = sections.flatMap(([section, entries]) =>
    Object.entries(entries).map(([key, value]) => constant(`${section}.${key}`, value)),
  );
  return [HEADER, constant("version", version), ...constants, ""].join("\n");
}

function constant(path: string, value: Fact): string {
  const isTime = path.endsWith("Ms");
  if (isTime && typeof value !== "number") throw new TypeError(`the fact ${path} has to be a number of ms`);
  const name = (isTime ? path.slice(0, -"Ms".length) : path).replace(".", "_").replace(/(?=[A-Z])/g, "_");
  const literal =
    typeof value === "string" ? pythonString(value) : pythonNumber(isTime ? value / 1_000 : value, isTime);
  return `${name.toUpperCase()}: Final = ${literal}`;
}

function pythonNumber(value: number, isFloat: boolean): string {
  return isFloat && Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** With the quotes that need fewer escapes, as Python's formatters have it. JSON's escapes are all Python's. */
function pythonString(text: string): string {
  const json = JSON.stringify(text);
  const [double = 0, single = 0] = [/"/g, /'/g].map((quote) => text.match(quote)?.length ?? 0);
  if (double <= single) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
