import { writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { joinNotices, packageNotice, packageNotices } from "./package-notices.js";
import { type Runtime, RUNTIME_TITLES } from "./toolchain/runtime.js";
import { pinnedVersion } from "./toolchain/toolchain-lock.js";

/** Bun's packages carry no licence text; those of the LGPL want a copy of it with each executable. */
const BUN_LICENCES = `Bun itself has the MIT licence (https://bun.com, https://github.com/oven-sh/bun).
It links JavaScriptCore and WebKit statically, which have the LGPL-2 licence, and tinycc, which has the LGPL-2.1 licence.
You may change these libraries and link Bun with them anew: https://github.com/oven-sh/WebKit has the source of the first, and
LICENSE.md of Bun's repository says how. That file lists all libraries that are in Bun, with their licences:
https://github.com/oven-sh/bun/blob/bun-v`;

export interface Carried {
  readonly runtime: Runtime;
  /** Path of the runtime's executable, in its package. */
  readonly program: string;
  /** The files that went into the bundle; absolute. */
  readonly modules: readonly string[];
}

/** Writes the licences of what is in an executable. */
export async function writeNotices(file: string, { runtime, program, modules }: Carried): Promise<void> {
  await writeFile(file, joinNotices([await runtimeNotice(runtime, program), await packageNotices(modules)]));
}

async function runtimeNotice(runtime: Runtime, program: string): Promise<string> {
  const version = pinnedVersion(runtime);
  if (runtime.name === "bun") {
    const texts = (await lgplTexts()).map((text) => text.trim()).join("\n\n");
    return `${RUNTIME_TITLES.bun} ${version}\n\n${BUN_LICENCES}${version}/LICENSE.md\n\n${texts}\n`;
  }
  const root = dirname(dirname(program));
  return (
    (await packageNotice(root).catch(() => `${RUNTIME_TITLES.node} ${version}: https://nodejs.org`)).trimEnd() + "\n"
  );
}

async function lgplTexts(): Promise<readonly string[]> {
  const { default: second } = await import("spdx-license-list/licenses/LGPL-2.0-only.json", { with: { type: "json" } });
  const { default: latter } = await import("spdx-license-list/licenses/LGPL-2.1-only.json", { with: { type: "json" } });
  return [second.licenseText, latter.licenseText];
}
