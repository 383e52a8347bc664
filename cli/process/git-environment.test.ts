import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { NO_OUTER_REPOSITORY } from "./git-environment.js";

/** Of those that git names, the two that are settings and no repository. */
const SETTINGS = ["GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"];

const { status, stdout } = spawnSync("git", ["rev-parse", "--local-env-vars"], { encoding: "utf8" });
if (status !== 0) console.log("skipped: git is not on the PATH");

test.skipIf(status !== 0 && !process.env["CI"])(
  "every variable of the installed git is one that children do not get",
  () => {
    const named = stdout.trim().split("\n");
    expect(named.filter((name) => !(name in NO_OUTER_REPOSITORY)).sort()).toEqual(SETTINGS);
  },
);
