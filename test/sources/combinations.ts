import { PLUGIN_TYPES, type PluginType } from "../../daemon/handshake.js";
import { HARDWARE, NO_HARDWARE } from "../../generators/languages/hardware-table.js";
import { LANGUAGES } from "../../generators/languages/registry.js";

/** A kind of project that reads hardware. */
export interface Combination {
  readonly language: string;
  readonly source: string;
  readonly type: PluginType;
}

const SOURCES = HARDWARE.map(({ name }) => name).filter((name) => name !== NO_HARDWARE);

/** Every language with every source, for both types. */
export const ALL: readonly Combination[] = LANGUAGES.flatMap(({ name: language }) =>
  SOURCES.flatMap((source) => PLUGIN_TYPES.map((type) => ({ language, source, type }))),
);

/** As many of them as it takes for any two of language, source and type to meet. */
export const PAIRS: readonly Combination[] = LANGUAGES.flatMap(({ name: language }, row) =>
  SOURCES.map((source, column) => ({ language, source, type: (row + column) % 2 === 0 ? "datasource" : "controller" })),
);

/** Whether this run is `npm run test:sources`, which makes all, and each with an install of its own. */
export const ALL_ASKED = process.env["TEST_SOURCES"] === "all";

/** What this run makes of a language. */
export function combinationsOf(language: string): readonly Combination[] {
  return (ALL_ASKED ? ALL : PAIRS).filter((combination) => combination.language === language);
}
