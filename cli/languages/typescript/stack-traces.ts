/** The source map's name among the assets of a binary. */
export const MAP_ASSET = "plugin.map";

/**
 * Code that stands at the start of a bundle: stack traces name the author's lines. The source map is read when a stack is
 * first looked at: read by Node at the start (--enable-source-maps), it makes each start 13 ms longer. In a binary the map is
 * an asset, and the file that V8 knows is the one that the binary was made of; else it stands beside the bundle. Bun has
 * led places back to the bundle before it asks.
 *
 * Only places change. What is before them (`async`, `new`, names) is V8's own, and so is the text of an error.
 */
export const STACK_TRACES = `{
  Error.prepareStackTrace = (_, [site]) => site.getFileName();
  const bundle = new Error().stack;
  const path = require("node:path");
  let map;
  const read = (file) => require("node:fs").readFileSync(file, "utf8");
  const load = () => {
    try {
      const text = typeof Bun !== "undefined"
        ? read(path.join(path.dirname(Bun.main), "${MAP_ASSET}"))
        : bundle === __filename ? read(bundle + ".map") : require("node:sea").getAsset("${MAP_ASSET}", "utf8");
      return new (require("node:module").SourceMap)(JSON.parse(text));
    } catch {
      return { findEntry: () => ({}) };
    }
  };
  const sourceOf = (source) => source.startsWith("plugin:") ? source : path.resolve(path.dirname(bundle), source);
  const placed = (site) => {
    const text = String(site);
    if (site.getFileName() !== bundle) return text;
    const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
    map ??= load();
    const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, column - 1);
    const place = bundle + ":" + line + ":" + column;
    const start = text.lastIndexOf(place);
    if (originalSource === undefined || start < 0) return text;
    const original = sourceOf(originalSource) + ":" + (originalLine + 1) + ":" + (originalColumn + 1);
    return text.slice(0, start) + original + text.slice(start + place.length);
  };
  const said = (error) => {
    try {
      return error instanceof Error ? String(error) : Error.prototype.toString.call(error);
    } catch {
      return "<error>";
    }
  };
  Error.prepareStackTrace = (error, sites) => [said(error), ...sites.map((site) => "    at " + placed(site))].join("\\n");
}`;
