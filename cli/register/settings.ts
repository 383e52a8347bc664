import { lstat } from "node:fs/promises";
import { COOKIE } from "../../daemon/handshake.js";
import { makeTemporaryFolder } from "../../sdk/typescript/src/testing/temporary-folder.js";
import { missing } from "../files/exists.js";
import { runChild } from "../process/child.js";
import { settingsFileOf } from "../project/settings.js";

/** The settings file beside an installed executable. */
export interface InstalledSettings {
  readonly file: string;
  /** "new": made with the plugin's defaults. "kept": it was there, and is a person's. */
  readonly status: "new" | "kept";
}

/** What is to become of the settings file, and the text of a new one. */
export interface SettingsPlan extends InstalledSettings {
  readonly text: string;
}

/** ms for an answer: a program that PyInstaller made unpacks itself first, and one that does not know the question may wait for a host. */
const PATIENCE_MS = 10_000;

/**
 * What to do about the settings file of a plugin. One that is there is a person's, whoever made it: it is never looked into, let alone
 * written.
 * @param from the executable that is asked for its defaults.
 * @param to where it is installed.
 * @returns undefined for a plugin without settings.
 * @throws the signal's reason when aborted.
 */
export async function planSettings(
  from: string,
  to: string,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<SettingsPlan | undefined> {
  const file = settingsFileOf(to);
  if ((await lstat(file).catch(missing)) !== undefined) return { file, status: "kept", text: "" };
  const text = await defaultSettings(from, signal, patienceMs);
  return text === undefined ? undefined : { file, status: "new", text };
}

/** The settings files beside executables that are taken away: they stay. */
export async function settingsLeft(executables: readonly string[]): Promise<string[]> {
  const left: string[] = [];
  for (const file of executables.map(settingsFileOf)) {
    if ((await lstat(file).catch(() => undefined)) !== undefined) left.push(file);
  }
  return left;
}

/** What a plugin prints for `--settings`; undefined for one that has none, or does not know the word. */
async function defaultSettings(
  executable: string,
  signal: AbortSignal,
  patienceMs: number,
): Promise<string | undefined> {
  const temporary = await makeTemporaryFolder();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patienceMs);
  // Without the cookie a plugin that does not know the word says what it is, and ends.
  const env = { ...temporary.environment, [COOKIE.key]: undefined };
  try {
    const cwd = temporary.environment["TMPDIR"] ?? process.cwd();
    const { stdout } = await runChild(executable, ["--settings"], {
      cwd,
      env,
      signal: AbortSignal.any([signal, late.signal]),
    });
    return hasSettings(stdout) ? `${stdout}\n` : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  } finally {
    clearTimeout(timer);
    await temporary.remove();
  }
}

function hasSettings(text: string): boolean {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === "object" && found !== null && !Array.isArray(found) && Object.keys(found).length > 0;
  } catch {
    return false;
  }
}
