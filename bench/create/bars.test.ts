import { expect, test } from "vitest";
import { barsOf } from "./bars.js";
import { NAMES, NODE } from "./candidate.js";

test("a bar is kept, missed, or says that there is nothing to hold us against", () => {
  const timings = [
    { name: `${NAMES.ours} cold install`, ms: [100, 110] },
    { name: `${NAMES.vite} cold install`, ms: [100, 100] },
    { name: `${NAMES.ours} --help`, ms: [120, 120] },
    { name: `${NAMES.vite} --help`, ms: [100, 100] },
    { name: `${NAMES.ours} start to files`, ms: [100] },
    { name: NODE, ms: [50] },
    { name: `${NAMES.sv} start to files`, ms: [], failure: "sv made 0 files only" },
  ];
  expect(barsOf(timings, 1, 7_900).map(({ bar, verdict }) => `${bar}: ${verdict}`)).toEqual([
    "packages installed ≤ 1: within",
    "cold install, × create-vite ≤ 1.1: within",
    "--help, × create-vite ≤ 1.1: MISSED",
    "start to files, × sv ≤ 1: not measured",
    "start to files, × node -e 0 ≤ 1.5: MISSED",
    "from nothing to a plugin in Laniakea's config, s ≤ 8: within",
  ]);
});
