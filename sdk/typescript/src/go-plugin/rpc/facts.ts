import facts from "../../../../go-plugin.json" with { type: "json" };

/** What the go-plugin servers of all our SDKs share: names, times in ms, bounds, and what they say. */
export const GO_PLUGIN = facts;

/** One of the shared messages, with its values in the places of their names in braces. */
export function worded(message: string, values: Readonly<Record<string, string | number>>): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
