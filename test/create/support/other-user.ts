import { spawn } from "node:child_process";
import { chmod, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome, outcomeOf, personalEnv, ROOT, type RunOptions } from "./cli.js";

/** Rights keep root from nothing, and only root can become somebody else. */
export const isRoot = process.getuid?.() === 0;

/** The built generator where every user can read it, which the folder of the repository may not allow. */
export async function openGenerator(): Promise<{ readonly cli: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "create-open-"));
  await chmod(folder, 0o755);
  for (const part of ["dist", "generators", "package.json"])
    await cp(join(ROOT, part), join(folder, part), { recursive: true });
  return { cli: join(folder, "dist/cli.js"), remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface UserOptions extends RunOptions {
  readonly cli: string;
  /** Default: 022. */
  readonly umask?: string;
  /** Nobody, who owns nothing; needs {@link isRoot}. Default: whoever runs the tests. */
  readonly nobody?: boolean;
}

export function runAs(
  args: readonly string[],
  { cli, cwd, env, umask = "022", nobody = false }: UserOptions,
): Promise<Outcome> {
  const child = spawn("/bin/sh", ["-c", `umask ${umask}; exec "$0" "$@"`, process.execPath, cli, ...args], {
    cwd,
    env: personalEnv(env),
    stdio: ["ignore", "pipe", "pipe"],
    ...(nobody ? { uid: 65534, gid: 65534 } : {}),
  });
  return outcomeOf(child);
}
