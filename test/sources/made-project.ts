import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import { makeFolder, personalEnv, run } from "../create/support/cli.js";
import { NO_INDEX } from "../create/support/python.js";
import { ALL_ASKED, type Combination } from "./combinations.js";

/** It has all that a name may have: variables, packages and files are made of it. */
export const NAME = "my-2nd_plugin";

const PREFIX = "LANIAKEA_MY_2ND_PLUGIN_";

/** The environment variable of a setting. */
export function variableOf(key: string): string {
  return PREFIX + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Where nothing can be fetched, if all is asked for. */
const ENVIRONMENT = ALL_ASKED ? { ...NO_INDEX, npm_config_offline: "true", GOPROXY: "off", GOTOOLCHAIN: "local" } : {};

/** Makes a project as its user does. @returns its folder, which is gone after the test */
export async function makeProject(
  { language, source, type }: Combination,
  ...more: readonly string[]
): Promise<string> {
  const args = [NAME, "--language", language, "--source", source, "--type", type, "--yes", "--no-git", ...more];
  const make = async (...also: readonly string[]) => {
    const cwd = await makeFolder();
    const env = also.length === 0 ? ENVIRONMENT : {};
    expect(await run([...args, ...also], { cwd, env })).toMatchObject({ code: 0 });
    return join(cwd, NAME);
  };
  // What this one has fetched is there for the next.
  if (ALL_ASKED) await make("--build");
  return make();
}

/** Does what its README says, where none of its hardware is. */
export async function follow(project: string, ...commands: readonly (readonly [string, ...string[]])[]): Promise<void> {
  for (const [file, ...args] of commands) {
    const options = {
      cwd: project,
      env: personalEnv(ENVIRONMENT),
      extendEnv: false,
      all: true,
      reject: false,
    } as const;
    const { exitCode, all } = await execa(file, args, options);
    expect(exitCode, `${[file, ...args].join(" ")}\n${all}`).toBe(0);
  }
}

/** The executable prints the settings that the project's own file has. */
export async function expectSameSettings(project: string): Promise<void> {
  const { stdout } = await execa(join(project, "dist", NAME), ["--settings"]);
  const { "//": about, ...settings } = JSON.parse(stdout);
  expect(about).toContain(PREFIX);
  const { "//": _, ...ofProject } = JSON.parse(await readFile(join(project, "settings.json"), "utf8"));
  expect(settings).toEqual(ofProject);
}
