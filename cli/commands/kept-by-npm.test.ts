import { Command } from "commander";
import { expect, test } from "vitest";
import { UserError } from "../run/errors.js";
import { commands } from "./commands.js";
import { refuseKeptByNpm } from "./kept-by-npm.js";

const NPM = { npm_config_user_agent: "npm/10.9.0 node/v22", npm_command: "run", npm_lifecycle_event: "register" };

function refusalOf(name: string, argv: readonly string[], env: NodeJS.ProcessEnv): string {
  const command = commands().find((one) => one.name() === name) ?? new Command();
  try {
    refuseKeptByNpm(command, argv, env);
    return "not refused";
  } catch (error) {
    if (error instanceof UserError) return `${error.message}; ${error.hint}`;
    throw error;
  }
}

test.each([
  [
    "register",
    ["../cfg"],
    { npm_config_laniakea_dir: "true" },
    "--laniakea-dir",
    "write npm run register -- before all flags",
  ],
  [
    "register",
    [],
    { npm_config_laniakea_dir: "../my cfg" },
    "--laniakea-dir",
    "npm run register -- '--laniakea-dir=../my cfg'",
  ],
  [
    "register",
    [],
    { npm_config_config: "c.yaml", npm_config_overwrite: "true" },
    "--config, --overwrite",
    "npm run register -- --config=c.yaml --overwrite",
  ],
  ["register", [], { npm_config_dry_run: "true" }, "--dry-run", "npm run register -- --dry-run"],
  ["unregister", ["x"], { npm_config_backup: "true" }, "--backup", "npm run register -- x --backup"],
  ["doctor", [], { npm_config_start: "" }, "--no-start", "npm run register -- --no-start"],
])("a flag of %s that npm kept is said: %j %j", (name, argv, kept, flags, line) => {
  expect(refusalOf(name, argv, { ...NPM, ...kept })).toBe(
    `npm kept ${flags} for itself; it hands on what stands after a -- of its own: ${line}`,
  );
});

test.each<[string, NodeJS.ProcessEnv]>([
  ["another package manager", { ...NPM, npm_config_user_agent: "pnpm/9", npm_config_dry_run: "true" }],
  ["no package manager", { npm_config_dry_run: "true" }],
  ["a flag that npm has, too", { ...NPM, npm_config_json: "true", npm_config_dry_run: "" }],
])("nothing is refused for %s", (_, env) => {
  expect(refusalOf("register", [], env)).toBe("not refused");
});
