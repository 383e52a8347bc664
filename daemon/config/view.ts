import type { PluginEntry } from "../entry.js";
import { condense, type Condensed, CONDENSED_FROM } from "./condense.js";
import { ConfigError, type ConfigNotEditable, type Place } from "./parse/errors.js";
import { type ConfigSource, type ParsedText, parseText } from "./parse/source.js";
import { pluginEntries } from "./rules.js";

/** A plugin that the daemon would run. */
export interface ViewedPlugin {
  readonly fields: Partial<PluginEntry>;
  place(): Place;
}

/** A config to look at, not to edit. */
export interface ConfigView {
  /** Of a long text only the part in which something can be the matter; its places are those in the whole. */
  readonly source: ConfigSource;
  /** As in {@link parseText}. */
  readonly obstacles: readonly ConfigNotEditable[];
  /** All of them, in the file's order. */
  readonly plugins: readonly ViewedPlugin[];
}

/**
 * @param condensedFrom texts shorter than this, in UTF-16 units, are parsed whole.
 * @throws {ConfigSyntaxError} with the place.
 */
export function viewConfig(text: string, condensedFrom = CONDENSED_FROM): ConfigView {
  return (text.length < condensedFrom ? undefined : viewPart(text)) ?? viewWhole(parseText(text));
}

export function viewWhole({ source, obstacles }: ParsedText): ConfigView {
  const plugins = pluginEntries(source).map(({ fields, offset }) => ({ fields, place: () => source.placeOf(offset) }));
  return { source, obstacles, plugins };
}

/** Undefined where the whole has more to say. */
function viewPart(text: string): ConfigView | undefined {
  try {
    const condensed = condense(text, []);
    return condensed && viewCondensed(condensed);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** Undefined when a name is there twice, of which the whole has the rest to say. */
export function viewCondensed({ source, omitted, whole, placeInWhole }: Condensed): ConfigView | undefined {
  const kept = pluginEntries(source).map(({ fields, offset }) => ({ fields, offset: whole(offset) }));
  const plugins = [...kept, ...omitted].sort((a, b) => a.offset - b.offset);
  if (new Set(plugins.map(({ fields }) => fields.name)).size < plugins.length) return undefined;
  return {
    source,
    obstacles: [],
    plugins: plugins.map(({ fields, offset }) => ({ fields, place: () => placeInWhole(offset) })),
  };
}
