import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { joinNotices, licenceText, packageNotices } from "./package-notices.js";
import { type Runtime, RUNTIME_TITLES } from "./toolchain/runtime.js";
import { pinnedVersion } from "./toolchain/toolchain-lock.js";

/** Bun's packages carry no licence text; the LGPL wants a copy of itself with each executable. */
const BUN_LICENCES = `Bun itself has the MIT licence (https://bun.com, https://github.com/oven-sh/bun).
It links JavaScriptCore and WebKit statically, which have the LGPL-2 licence or any later version, and tinycc, which has the LGPL-2.1 licence.
You may change these libraries and link Bun with them anew: https://github.com/oven-sh/WebKit has the source of the first, and
LICENSE.md of Bun's repository says how. That file lists all libraries that are in Bun, with their licences:
https://github.com/oven-sh/bun/blob/bun-v`;

export interface Carried {
  readonly runtime: Runtime;
  /** Paths of the runtime's executables, in their packages: the target's, and this machine's of the same version. */
  readonly programs: readonly string[];
  /** The files that went into the bundle; absolute. */
  readonly modules: readonly string[];
}

/** Writes the licences of what is in an executable. */
export async function writeNotices(file: string, { runtime, programs, modules }: Carried): Promise<void> {
  await writeFile(file, joinNotices([await runtimeNotice(runtime, programs), await packageNotices(modules)]));
}

async function runtimeNotice(runtime: Runtime, programs: readonly string[]): Promise<string> {
  const version = pinnedVersion(runtime);
  const title = `${RUNTIME_TITLES[runtime.name]} ${version}`;
  if (runtime.name === "bun") {
    return `${title}\n\n${BUN_LICENCES}${version}/LICENSE.md\n\n${await lgplText()}\n`;
  }
  // The package of Windows carries no text; one version has one licence, whatever it runs on.
  for (const program of programs) {
    const text = await licenceText(dirname(dirname(program))).catch(() => undefined);
    if (text !== undefined) return `${title}\n\n${text}\n`;
  }
  return `${title}\n\nIts licence: https://github.com/nodejs/node/blob/v${version}/LICENSE\n`;
}

/** All of them allow this version. */
async function lgplText(): Promise<string> {
  const { default: lgpl } = await import("spdx-license-list/licenses/LGPL-2.1-only.json", { with: { type: "json" } });
  return lgpl.licenseText.trim();
}
