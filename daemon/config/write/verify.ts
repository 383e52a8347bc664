import { isDeepStrictEqual } from "node:util";
import { type Alias, isMap, type Node, visit } from "yaml";
import { ConfigError, ConfigNotEditable } from "../parse/errors.js";
import { keyText, startOf } from "../parse/fields.js";
import { PLUGINS } from "../parse/list.js";
import { type ConfigSource, parseConfig } from "../parse/source.js";

/** Parses the edited text and compares: the list is as it should be, and every other setting as it was. */
export function verify(before: ConfigSource, text: string, expected: readonly unknown[]): void {
  const after = parsedAgain(text);
  const same =
    after !== undefined &&
    isDeepStrictEqual(pluginValues(after), expected) &&
    isDeepStrictEqual(otherValues(after), otherValues(before));
  if (same) return;
  const alias = firstAlias(before);
  const reason = alias === undefined ? "" : `: *${alias.source} is a second use of something`;
  throw new ConfigNotEditable(
    `the edit would change more than the one entry${reason}`,
    alias && before.placeOf(startOf(alias)),
    alias && { remedy: "write a copy in the place of the alias" },
  );
}

/** What an edit changes without touching it. */
function firstAlias({ document }: ConfigSource): Alias | undefined {
  let first: Alias | undefined;
  visit(document, {
    Alias(_key, alias) {
      first = alias;
      return visit.BREAK;
    },
  });
  return first;
}

function parsedAgain(text: string): ConfigSource | undefined {
  try {
    return parseConfig(text);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

export function pluginValues(source: ConfigSource): unknown[] {
  const value = topLevel(source).find(([key]) => key === PLUGINS)?.[1];
  return Array.isArray(value) ? value : [];
}

function otherValues(source: ConfigSource): unknown[] {
  return topLevel(source).filter(([key]) => key !== PLUGINS);
}

/** Every top-level key with its value, duplicates too, in the file's order. */
function topLevel(source: ConfigSource): [key: unknown, value: unknown][] {
  const { document } = source;
  const root = document.contents;
  if (!isMap(root)) return [];
  const toValue = (node: unknown): unknown => (node as Node | null)?.toJS(document) ?? null;
  try {
    return root.items.map((pair) => [keyText(source, pair) ?? toValue(pair.key), toValue(pair.value)]);
  } catch (cause) {
    // An alias or << that leads to nothing usable shows only here.
    throw new ConfigNotEditable(`not understood: ${(cause as Error).message}`, undefined, { cause });
  }
}
