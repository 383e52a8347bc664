import { expect, test } from "vitest";
import { SOURCES } from "../../../cli/languages/go/layout.js";
import { PLUGIN_TYPES } from "../../../daemon/handshake.js";
import { authorsFiles } from "../hardware.js";
import { HARDWARE } from "../hardware-table.js";

test.each(HARDWARE.map(({ name }) => name))(
  "each file of an author's of %s is a source: an older executable is told",
  (source) => {
    for (const type of PLUGIN_TYPES) {
      expect(SOURCES).toEqual(expect.arrayContaining(authorsFiles({ source, type }).map((name) => `${name}.go`)));
    }
  },
);
