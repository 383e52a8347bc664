import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import { makeFolder, personalEnv, run } from "../create/support/cli.js";
import type { Combination } from "./combinations.js";

/** It has all that a name may have: variables, packages and files are made of it. */
export const NAME = "my-2nd_plugin";

const PREFIX = "LANIAKEA_MY_2ND_PLUGIN_";

/** The environment variable of a setting. */
export function variableOf(key: string): string {
  return PREFIX + key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Makes a project as its user does. @returns its folder, which is gone after the test */
export async function makeProject(
  { language, source, type }: Combination,
  ...more: readonly string[]
): Promise<string> {
  const cwd = await makeFolder();
  const args = [NAME, "--language", language, "--source", source, "--type", type, "--yes", "--no-git", ...more];
  expect(await run(args, { cwd })).toMatchObject({ code: 0 });
  return join(cwd, NAME);
}

/** Does what its README says, where none of its hardware is. */
export async function follow(project: string, ...commands: readonly (readonly [string, ...string[]])[]): Promise<void> {
  for (const [file, ...args] of commands) {
    const options = { cwd: project, env: personalEnv(), extendEnv: false, all: true, reject: false } as const;
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
