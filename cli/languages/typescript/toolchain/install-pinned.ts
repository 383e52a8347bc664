import { copyFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../../../files/exists.js";
import { homeRemedy } from "../../../files/home-folder.js";
import { ChildFailed, runChild } from "../../../process/child.js";
import { childError } from "../../../process/child-error.js";
import { ExitCode, UserError } from "../../../run/errors.js";
import type { ProgressStep } from "../../../run/progress/progress.js";
import { npmCi } from "./npm.js";
import type { PinnedInstall } from "./toolchain-lock.js";

export interface InstallOptions {
  /** Where node_modules goes. */
  readonly folder: string;
  /** The project that is built: its .npmrc says how to reach the registry. */
  readonly project: string;
  readonly signal: AbortSignal;
  readonly step: ProgressStep;
}

/**
 * Installs what a lock pins, and nothing else.
 * @throws {UserError} when it cannot be fetched (exit code 5), or npm is missing (4).
 */
export async function installPinned(pinned: PinnedInstall, options: InstallOptions): Promise<void> {
  const { folder, project, signal, step } = options;
  await writeFile(join(folder, "package.json"), JSON.stringify(pinned.manifest));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(pinned.lock));
  const npmrc = join(folder, ".npmrc");
  await borrowNpmrc(project, npmrc);
  const npm = npmCi();
  try {
    await runChild(npm.file, npm.args, { cwd: folder, env: npm.env, signal, onLine: (line) => step.update(line) });
  } catch (error) {
    throw error instanceof ChildFailed ? await npmFailed(error) : error;
  } finally {
    await rm(npmrc, { force: true });
  }
}

/** The project's registry and credentials apply. Linked, so that no copy of a credential is left when we are killed. */
async function borrowNpmrc(project: string, npmrc: string): Promise<void> {
  const source = join(process.env["npm_config_local_prefix"] ?? project, ".npmrc");
  if (!(await exists(source))) return;
  // Windows lets only some users link.
  await symlink(source, npmrc).catch(() => copyFile(source, npmrc));
}

async function npmFailed(error: ChildFailed): Promise<UserError> {
  if (error.notFound) {
    return new UserError("npm is not on the PATH; the first build on a machine fetches the build tools with it", {
      exitCode: ExitCode.toolMissing,
      hint: "install npm (it comes with Node), then build again",
      cause: error,
    });
  }
  return await childError("npm could not fetch the build tools", error, {
    step: "build-tools",
    // npm looks there for its settings before it does anything.
    hint: homeRemedy() ?? "check the network and npm's registry setting, then build again",
    isChatter: (line) => line.startsWith("npm http"),
  });
}

/** Such an npm is a script of the same name, or has a setting that we do not know. */
export function nothingFetched(): UserError {
  return new UserError("npm ended well, but the build tools are not there", {
    exitCode: ExitCode.buildFailed,
    hint: `check that "npm" on the PATH is npm itself, and "npm config list" for unusual settings, then build again`,
  });
}
