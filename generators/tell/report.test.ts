import { expect, test } from "vitest";
import type { Outcome, RegisteredHere } from "../plan/outcome.js";
import type { Run } from "../run.js";
import { reportOf } from "./report.js";

test("a report has what the check has warned of, and what registering has", () => {
  const checked = "records and stops: needs its hardware, or other settings: no device";
  const registered = { warnings: ["line 3: the daemon ignores that"] } as unknown as RegisteredHere;
  const outcome: Outcome = { done: { executable: "/x/dist/x", warnings: [checked], registered } };
  const { warnings, exitCode } = reportOf(outcome, { dryRun: false } as Run, undefined);
  expect({ warnings, exitCode }).toEqual({ warnings: [checked, ...registered.warnings], exitCode: 0 });
});
