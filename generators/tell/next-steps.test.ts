import { describe, expect, test } from "vitest";
import type { DaemonHere } from "../plan/daemon-here.js";
import type { Plan } from "../plan/plan.js";
import { aligned, daemonSteps, daemonTitle } from "./next-steps.js";

const OWN: DaemonHere = { folder: "/home/ana/.laniakea", other: undefined, installed: true, hasPassword: true };

function shown(daemon: DaemonHere, type = "datasource"): readonly string[] {
  const plan = { answers: { name: "lab", type }, daemon } as unknown as Plan;
  return [daemonTitle(plan), ...daemonSteps(plan).map(([command]) => command)];
}

describe("the steps in Laniakea", () => {
  test("where this user's daemon has a password", () => {
    expect(shown(OWN)).toEqual(["Then, in Laniakea:", "laniakea", "lanicli login", "lanicli plugin-startrecord lab"]);
  });

  test("before it has one, and on a machine that has none", () => {
    expect(shown({ ...OWN, installed: false, hasPassword: false })).toEqual([
      "Then, where Laniakea is (https://github.com/SSSOC-CAN/laniakea has it):",
      "laniakea",
      "lanicli setpassword",
      "lanicli plugin-startrecord lab",
    ]);
  });

  test("with a daemon whose folder is another: `laniakea` would not see the entry, and lanicli needs that daemon's files", () => {
    const lanicli = "lanicli --tlscertpath '/srv/my lab/tls.cert' --macaroonpath '/srv/my lab/admin.macaroon'";
    expect(shown({ ...OWN, other: "/srv/my lab", hasPassword: false }, "controller")).toEqual([
      "Your own daemon reads /home/ana/.laniakea/config.yaml, which does not have the plugin.\n" +
        "The daemon whose folder is /srv/my lab (another user's, or a container's) has it from its next start on. Then:",
      `${lanicli} setpassword`,
      `${lanicli} plugin-command lab --command='{"command":"start-record"}' --frametype="application/json"`,
    ]);
  });
});

test("a long command pushes no reason to the right", () => {
  expect(
    aligned([
      ["a", "short"],
      ["bcd", "longer"],
      ["x".repeat(60), "long"],
      ["plain", ""],
    ]),
  ).toEqual(["a    # short", "bcd  # longer", `${"x".repeat(60)}  # long`, "plain"]);
});
