import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { isAbsolute, join, sep } from "node:path";
import { decodeConfig } from "../../daemon/config/parse/decode.js";
import { ConfigSyntaxError } from "../../daemon/config/parse/errors.js";
import { settingText } from "../../daemon/config/parse/list.js";
import type { ConfigSource } from "../../daemon/config/parse/source.js";
import { configProblems, pluginEntries, type Problem, type Severity } from "../../daemon/config/rules.js";
import { type ConfigView, viewConfig, type ViewedPlugin } from "../../daemon/config/view.js";
import { EXEC_NAME } from "../../daemon/names.js";
import { beginsAsProgram, HEAD_SIZE, NO_PROGRAM } from "../../sdk/typescript/src/testing/program-format.js";
import { asUserError, at } from "../config/failure.js";
import { locate, type Located, type Where } from "../config/locate.js";
import { mountOf } from "../files/mounts.js";
import { readRegularFile } from "../files/regular-file.js";
import { ExitCode, UserError } from "../run/errors.js";
import type { Startable } from "./start.js";

export interface Diagnosis {
  readonly configFile: string;
  readonly exists: boolean;
  /** Where the daemon looks for executables; undefined when the file does not get that far. */
  readonly pluginDir: string | undefined;
  /** The names of the plugins that the daemon would run. */
  readonly plugins: readonly string[];
  /** In the order of the lines. */
  readonly problems: readonly Problem[];
  /** False when the daemon would not start, or would run on its defaults. */
  readonly healthy: boolean;
}

/** Starts plugins. @returns what would keep the daemon from its start. */
export type Start = (plugins: readonly Startable[], located: Located) => Promise<readonly Problem[]>;

/**
 * Looks at a config as the daemon does when it starts. Changes nothing.
 * @param start default: no plugin is started.
 * @throws {UserError} when there is no folder to look in, or no config in a place that was named.
 */
export async function doctor(where: Where, start?: Start): Promise<Diagnosis> {
  const located = await locate(where).catch((error: unknown) => {
    throw asUserError(error, where.config ?? where.laniakeaDir ?? "");
  });
  const { configFile } = located;
  if (!located.exists) {
    if (where.config !== undefined || where.laniakeaDir !== undefined) throw notThere(configFile);
    const message = "there is no config: the daemon runs on its defaults, without any plugin";
    return {
      configFile,
      exists: false,
      pluginDir: undefined,
      plugins: [],
      problems: [{ severity: "warning", message }],
      healthy: true,
    };
  }
  try {
    const view = viewConfig(decodeConfig((await readRegularFile(located.realConfigFile)).bytes));
    const seen = diagnose(view, located);
    const isDropped = seen.problems.some(({ severity }) => severity === "defaults");
    if (start === undefined || isDropped || seen.pluginDir === undefined) return seen;
    return withProblems(seen, await start(startable(view.plugins, seen.pluginDir), located));
  } catch (error) {
    const problem = unreadable(error);
    return { configFile, exists: true, pluginDir: undefined, plugins: [], problems: [problem], healthy: false };
  }
}

/** Whoever names a place believes that something is there. */
function notThere(configFile: string): UserError {
  return new UserError(`${configFile} is not there: the daemon would run on its defaults, without any plugin`, {
    exitCode: ExitCode.configFailed,
    hint: "register makes it; or name another with --laniakea-dir or --config",
  });
}

function unreadable(error: unknown): Problem {
  if (error instanceof ConfigSyntaxError) {
    return { severity: "defaults", message: error.message, ...(error.place ? { place: error.place } : {}) };
  }
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return { severity: "defaults", message: `it cannot be read (${code})` };
}

function withProblems(diagnosis: Diagnosis, more: readonly Problem[]): Diagnosis {
  const problems = inOrder([...diagnosis.problems, ...more]);
  return { ...diagnosis, problems, healthy: isHealthy(problems) };
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));
}

function isHealthy(problems: readonly Problem[]): boolean {
  return problems.every(({ severity }) => severity === "warning");
}

function startable(plugins: readonly ViewedPlugin[], folder: string): Startable[] {
  return plugins
    .filter(({ fields: { exec } }) => exec !== undefined && EXEC_NAME.test(exec))
    .map((plugin) => ({ ...plugin, file: join(folder, plugin.fields.exec ?? "") }))
    .filter(({ file }) => executableProblem(file) === undefined);
}

/** As {@link doctor}, for who has parsed the config already. */
export function diagnose({ source, obstacles, plugins }: ConfigView, located: Located): Diagnosis {
  const folder = pluginFolder(source, located);
  const problems = inOrder([
    ...obstacles.map(({ message, place }): Problem => ({ severity: "warning", message, ...(place ? { place } : {}) })),
    ...configProblems(source),
    ...(folder.problem ? [folder.problem] : []),
    ...(folder.path === undefined ? [] : executableProblems(plugins, folder.path)),
  ]);
  return {
    configFile: located.configFile,
    exists: located.exists,
    pluginDir: folder.path,
    plugins: plugins.flatMap(({ fields }) => fields.name ?? []),
    problems,
    healthy: isHealthy(problems),
  };
}

function pluginFolder(source: ConfigSource, { folder }: Located): { path?: string; problem?: Problem } {
  const setting = settingText(source, "PluginDir");
  if (setting === undefined) return { path: folder };
  const place = source.placeOf(setting.offset);
  if (isAbsolute(setting.value)) {
    const reason = folderProblem(setting.value);
    if (reason === undefined) return { path: setting.value };
    // Where there are plugins, each of them says what comes of it.
    return {
      path: setting.value,
      problem: { severity: "warning", message: `PluginDir "${setting.value}" ${reason}`, place },
    };
  }
  const why = setting.value.startsWith("~")
    ? "the daemon does not expand ~"
    : "it depends on where the daemon is started";
  const message = `PluginDir "${setting.value}" is not absolute: ${why}`;
  const severity = pluginEntries(source).length > 0 ? "boot" : "warning";
  return { problem: { severity, message, place } };
}

function folderProblem(folder: string): string | undefined {
  try {
    return statSync(folder).isDirectory() ? undefined : "is not a folder";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? "is not there; register makes it" : `cannot be looked at (${code})`;
  }
}

function executableProblems(plugins: readonly ViewedPlugin[], folder: string): Problem[] {
  const start = join(folder, sep);
  return plugins.flatMap(({ fields, place }): Problem[] => {
    if (fields.exec === undefined || !EXEC_NAME.test(fields.exec)) return [];
    const file = start + fields.exec;
    const reason = executableProblem(file);
    if (reason === undefined) return [];
    const message = `the plugin ${JSON.stringify(fields.name ?? "")}: ${file} ${reason}`;
    return [{ severity: "boot", message, place: place() }];
  });
}

/** Synchronous: hundreds of questions to the thread pool would take longer than all the rest. */
function executableProblem(file: string): string | undefined {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return "is not a file";
    if (process.platform === "win32") return undefined;
    if ((stats.mode & 0o111) !== 0) return refusedToRun(file, stats.mode);
    return mayBeProgram(file) ? "is not executable (chmod +x)" : NO_PROGRAM;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? "is not there" : `cannot be looked at (${code})`;
  }
}

/** Of a file that cannot be read nobody knows. */
function mayBeProgram(file: string): boolean {
  try {
    const opened = openSync(file, "r");
    try {
      const head = Buffer.alloc(HEAD_SIZE);
      return beginsAsProgram(head.subarray(0, readSync(opened, head)));
    } finally {
      closeSync(opened);
    }
  } catch {
    return true;
  }
}

/** What the system has against it although its mode does not. */
function refusedToRun(file: string, mode: number): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return undefined;
  } catch (error) {
    const mount = mountOf(file);
    if (mount?.options.includes("noexec")) return `cannot run there: ${mount.point} is mounted noexec`;
    // It may be for the daemon's user alone.
    return (mode & 0o001) === 0 ? undefined : `cannot run (${(error as NodeJS.ErrnoException).code})`;
  }
}

const MEANS: Readonly<Record<Severity, string>> = {
  boot: "does not start",
  defaults: "drops the file, runs without plugins",
  warning: "warning",
};

/** One line per problem: "file:line:column: what it means: what it is". */
export function problemLines({ configFile, problems }: Diagnosis): string[] {
  return problems.map(({ severity, message, place }) => `${at(configFile, place)}: ${MEANS[severity]}: ${message}`);
}

/** The same for who does something else: what was the matter with the config before. */
export function warningLines({ configFile, problems }: Pick<Diagnosis, "configFile" | "problems">): string[] {
  return problems.map(({ severity, message, place }) => {
    const meaning = severity === "warning" ? "" : `the daemon ${MEANS[severity]}: `;
    return `warning: ${at(configFile, place)}: ${meaning}${message}`;
  });
}

/** The failure to end with, exit code 7; undefined for a config with which the daemon starts. */
export function unhealthy(diagnosis: Diagnosis): UserError | undefined {
  if (diagnosis.healthy) return undefined;
  const defaults = diagnosis.problems.some(({ severity }) => severity === "defaults");
  const outcome = defaults ? "the daemon would run on its defaults, without any plugin" : "the daemon would not start";
  return new UserError(`with ${diagnosis.configFile} ${outcome}`, {
    exitCode: ExitCode.configFailed,
    details: problemLines(diagnosis),
  });
}
