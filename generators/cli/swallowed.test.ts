import { expect, test } from "vitest";
import { UserError } from "../../cli/run/errors.js";
import { refuseSwallowed } from "./swallowed.js";

const NPM = { npm_config_user_agent: "npm/10.9.0 node/v22", npm_command: "exec" };

function hintOf(argv: readonly string[], kept: Readonly<Record<string, string>>): string | undefined {
  try {
    refuseSwallowed(argv, { ...NPM, ...kept });
    return "not refused";
  } catch (error) {
    if (error instanceof UserError) return error.hint;
    throw error;
  }
}

test("the line to write has all that npm kept", () => {
  const kept = { npm_config_register: "true", npm_config_laniakea_dir: "lab", npm_config_dry_run: "true" };
  expect(hintOf(["x"], kept)).toMatch(/ -- x --register --laniakea-dir=lab --dry-run$/);
});

test.each(["description", "timeout", "config", "git"])("there is no line where --%s may be lost", (name) => {
  const hint = hintOf(["x"], { npm_config_register: "true", [`npm_config_${name}`]: "true" });
  expect(hint).toMatch(/ -- before the folder and all flags$/);
});

test("a config that npm kept is no small matter beside --register", () => {
  expect(hintOf(["x", "--register"], { npm_config_config: "lab/config.yaml" })).toMatch(
    / before the folder and all flags$/,
  );
  expect(hintOf(["x"], { npm_config_config: "lab/config.yaml" })).toBe("not refused");
});

test("what npm says of --no-install is a flag like the others, alone and beside one that it kept", () => {
  const kept = { npm_config_install: "", npm_config_yes: "true" };
  expect(hintOf(["x"], kept)).toMatch(/ -- x --no-install --yes$/);
  expect(hintOf(["x"], { ...kept, npm_config_type: "controller" })).toMatch(
    / -- x --type=controller --no-install --yes$/,
  );
  expect(hintOf(["x"], { npm_config_register: "" })).toMatch(/ -- x --no-register$/);
});
