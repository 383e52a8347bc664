import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PluginEntry } from "../../daemon/entry.js";
import { looksLikeProgram } from "../../sdk/typescript/src/testing/program-format.js";
import type { Located } from "../config/locate.js";
import { sameContent } from "../files/contents/same-content.js";
import { missing } from "../files/exists.js";
import { isMountPoint, mountOf } from "../files/mounts.js";
import { sameFile } from "../files/same-file.js";
import type { UserError } from "../run/errors.js";
import { refusal } from "../run/refusal.js";
import { type Provenance, provenanceOf } from "./install-record.js";
import type { AddPlan } from "./plan.js";
import { runnersOf } from "./runners.js";

/** What to do about the executable's place. */
export type InstallPlan = "new" | "replace" | "none";

/**
 * What to do about the file that is in the executable's place. Ours to replace is only a program: what this very entry runs,
 * and what an earlier `register` put there; with `overwrite` also one that no plugin runs.
 * @param formerNames other entries of the same project.
 * @throws {UserError} when it is another plugin's, or nobody's.
 */
export async function planInstall(
  from: string,
  entry: PluginEntry,
  { pluginDir, entries }: Pick<AddPlan, "pluginDir" | "entries">,
  { realConfigFile }: Located,
  { overwrite = false, formerNames = [] }: { overwrite?: boolean | undefined; formerNames?: readonly string[] },
): Promise<InstallPlan> {
  const to = join(pluginDir, entry.exec);
  if (to === realConfigFile || sameFile(to, realConfigFile)) throw inTheWay(to, "it is the config");
  const there = await stat(to).catch(missing);
  const mount = mountOf(pluginDir);
  if (mount?.options.includes("noexec")) throw noexec(pluginDir, mount.point);
  if (!there) return "new";
  if (!there.isFile()) throw refusal(`${to} is in the way: it is not a file`);
  const runs = process.platform === "win32" || (there.mode & 0o111) !== 0;
  if (await sameContent(from, to)) return runs ? "none" : "replace";
  if (isMountPoint(to))
    throw refusal(`${to} is a mount of its own, which cannot be replaced`, `mount its folder instead`);
  const users = runnersOf(to, entries, pluginDir);
  const other = users.find((name) => name !== entry.name);
  if (other !== undefined) throw anotherPlugins(to, other, formerNames.includes(other));
  const provenance = await provenanceOf(to);
  if (provenance === "ours") return "replace";
  const isProgram = await looksLikeProgram(to);
  if (users.length > 0 && isProgram) return "replace";
  // The mode alone tells nothing, and a library begins as a program does.
  if (!isProgram) throw inTheWay(to, "it does not look like a program");
  if (!overwrite) throw nobodys(to, provenance, runs);
  if (!runs) throw inTheWay(to, "it is not executable, so it may be no program");
  return "replace";
}

const ASIDE = 'move it away, or give this plugin another "exec"';

const NOT_OURS = {
  changed: "somebody has changed it since register installed it",
  foreign: "register did not install it",
} as const satisfies Partial<Record<Provenance, string>>;

function nobodys(to: string, provenance: keyof typeof NOT_OURS, mayReplace: boolean): UserError {
  const message = `${to} is another program: ${NOT_OURS[provenance]}, and no plugin in the config runs it`;
  return refusal(message, mayReplace ? `register --overwrite replaces it; or ${ASIDE}` : ASIDE);
}

/**
 * Looks whether the system would start what was installed: not every folder is one to run programs from.
 * @throws {UserError}
 */
export async function assertRuns(executable: string): Promise<void> {
  await access(executable, constants.X_OK).catch((error: NodeJS.ErrnoException) => {
    throw refusal(
      `${executable} cannot be run there (${error.code})`,
      'set "PluginDir" to a folder that programs may run from',
    );
  });
}

/**
 * Looks whether what was installed in an empty place is another plugin's program now, as well: its own was missing, and only now does
 * the disk tell whether its name, in other capital letters, is the same one.
 * @throws {UserError}
 */
export function assertNobodyElses(
  executable: string,
  { name, exec }: PluginEntry,
  { pluginDir, entries }: Pick<AddPlan, "pluginDir" | "entries">,
): void {
  const others = entries.filter(({ fields }) => fields.name !== name && fields.exec !== exec);
  const [other] = runnersOf(executable, others, pluginDir);
  if (other === undefined) return;
  throw refusal(
    `${executable} is what the plugin "${other}" would run, too: its own program is missing, and has the same name on this disk`,
    'give this plugin another "exec" in laniakea-plugin.yaml',
  );
}

function noexec(pluginDir: string, point: string): UserError {
  return refusal(
    `no program can run in ${pluginDir}: ${point} is mounted noexec`,
    'set "PluginDir" to another folder, or have it mounted without noexec',
  );
}

function inTheWay(to: string, why: string): UserError {
  return refusal(`${to} is in the way: ${why}`, ASIDE);
}

function anotherPlugins(to: string, other: string, isFormerName: boolean): UserError {
  return refusal(
    `${to} is another program: the plugin "${other}" runs it`,
    isFormerName
      ? `"${other}" is the former name of this project: unregister ${other}, then register again`
      : 'give this plugin another "exec" in laniakea-plugin.yaml; a disk may take capital letters for small ones',
  );
}
