import { spawnSync } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { personalEnv } from "./cli.js";

/** Where nothing listens: pip cannot fetch anything, and does not try for long. */
export const NO_INDEX = { PIP_INDEX_URL: "http://127.0.0.1:9/", PIP_RETRIES: "0", PIP_FIND_LINKS: undefined } as const;

export interface Said {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end; its stdout and stderr as one text. */
export function say(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Said {
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd, env: personalEnv(env), encoding: "utf8" });
  if (error) throw error;
  return { code: status, output: stdout + stderr };
}

/** A PATH with nothing on it but shell scripts, by their names. */
export async function fakePrograms(folder: string, scripts: Readonly<Record<string, string>>): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}
