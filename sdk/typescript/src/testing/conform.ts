import { CURRENT_LANIAKEA_VERSION, type PluginType } from "../../../../daemon/handshake.js";
import { DEFAULT_TIMEOUT_MS } from "../../../../daemon/timing.js";
import { text } from "../api/frame.js";
import { within } from "../go-plugin/bounded-wait.js";
import { KILL_AFTER_SHUTDOWN_MS } from "../go-plugin/host-timing.js";
import { PluginError } from "../go-plugin/rpc/plugin-error.js";
import { type Check, CheckFailed, Checklist } from "./checks/checklist.js";
import { LogWatch } from "./checks/log-watch.js";
import { seen } from "./checks/patience.js";
import { driveDatasource, stop } from "./checks/recording.js";
import { errorLine, shownLine } from "./error-line.js";
import type { FrameStream } from "./frame-stream.js";
import { exitAfterFailure, launch, type LaunchedPlugin } from "./launch.js";
import { describeExit, LaunchError } from "./launch-error.js";
import type { StartOptions } from "./plugin-process.js";
import { isScript } from "./program-format.js";

/** How `conform` drives an executable. */
export interface ConformOptions {
  /** The name that the config says; default: whichever the plugin has. */
  readonly name?: string;
  /** The type that the config says; default: whichever the executable serves. */
  readonly type?: PluginType;
  /** How long the daemon waits for a frame or an answer, in ms; default 30,000, which is its own. */
  readonly timeoutMs?: number;
  /** How long it waits for the handshake, in ms; default 60,000, which is go-plugin's own. */
  readonly startTimeoutMs?: number;
  /**
   * How long the plugin has to go on by itself, in ms: what ends it soon after its start, such as a library that times out, is seen.
   * Default 3,000.
   */
  readonly goOnMs?: number;
  /** The version of Laniakea that the plugin is told; default 1.0.0, the newest. */
  readonly laniakeaVersion?: string;
  /**
   * Whether what the plugin needs is attached. Default false: a recording that the plugin refuses with a reason, by an error of its
   * `open` or the codes UNAVAILABLE and FAILED_PRECONDITION, is a warning. True: it is a failure, and so are readings in which no field
   * ever has a value.
   */
  readonly hardware?: boolean;
  /** How an author sets a heartbeat in the plugin's language, as half a sentence; default: in each of them. */
  readonly heartbeat?: string;
  /** Added to the plugin's environment; default nothing. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the run, and the plugin. */
  readonly signal?: AbortSignal;
  /** Hears of each check as it ends. */
  readonly onCheck?: (check: Check) => void;
}

/** What `conform` found. */
export interface Conformance {
  /** True when no check failed. */
  readonly ok: boolean;
  /** What the executable serves; undefined when it did not get that far. */
  readonly type: PluginType | undefined;
  /** In the order in which they ran. */
  readonly checks: readonly Check[];
}

/** What an author of any language can do about a source that is silent. */
const HEARTBEAT = "set heartbeatMs (TypeScript), heartbeat (Python) or Heartbeat (Go)";
/** Each of them ends the start of a program that listens to it. */
const FOREIGN_SETTINGS = {
  NODE_OPTIONS: "--require=/laniakea-plugin-check/not-there.cjs",
  PYTHONHOME: "/laniakea-plugin-check/not-there",
};
const GO_ON_MS = 3_000;

/**
 * Starts an executable as the daemon does and drives it through all that the daemon can ask. Never throws for a fault of the
 * plugin: each is a failed check that says why.
 * @throws the signal's reason when aborted.
 */
export async function conform(executable: string, options: ConformOptions = {}): Promise<Conformance> {
  const log = new LogWatch();
  let plugin: LaunchedPlugin | undefined;
  // A plugin that has died explains every failure that follows.
  const list = new Checklist(options.onCheck, () => deathOf(plugin, log));
  await list.check(
    "starts",
    async () => {
      plugin = await start(executable, options, log);
      return `handshake after ${Math.round(plugin.process.startMs)} ms`;
    },
    { blocking: true },
  );
  if (plugin === undefined) {
    options.signal?.throwIfAborted();
    return { ok: false, type: undefined, checks: list.checks };
  }
  const onAbort = () => void plugin?.process.end();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    // Aborted while it was connected to, and nobody listened.
    options.signal?.throwIfAborted();
    await drive(plugin, list, log, options);
    await list.check("logs what the daemon can read", async () => log.check());
    if (log.warnings !== undefined) list.warn("logs no warnings", log.warnings);
    const { name } = options;
    if (name !== undefined && log.name !== undefined) {
      await list.check("has the name that the config says", async () => checkName(log.name, name));
    }
    // What interprets a script takes what is there, whatever the script does.
    if (!(await isScript(executable))) {
      await list.check("ignores what the environment has for other programs", () =>
        checkEnvironment(executable, options),
      );
    }
    options.signal?.throwIfAborted();
  } finally {
    options.signal?.removeEventListener("abort", onAbort);
    await leave(plugin, options.signal?.aborted === true);
  }
  return { ok: list.ok, type: plugin.type, checks: list.checks };
}

/** Ends what a failed check has left running, as the daemon would: its hardware is to be safe, too. */
async function leave(plugin: LaunchedPlugin, isInHurry: boolean): Promise<void> {
  if (isInHurry) await plugin.process.end();
  else if (plugin.process.ended() === undefined) await plugin.close();
  else await plugin.process.kill();
}

async function start(executable: string, options: ConformOptions, log: LogWatch): Promise<LaunchedPlugin> {
  return await launch(executable, { ...startOptions(options), onStderr: log.push.bind(log) });
}

function startOptions({ env, signal, startTimeoutMs: timeoutMs }: ConformOptions): StartOptions {
  return { ...(env && { env }), ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
}

async function drive(plugin: LaunchedPlugin, list: Checklist, log: LogWatch, options: ConformOptions): Promise<void> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  await list.check("is of the type that the config says", async () => checkType(plugin.type, options.type), {
    blocking: true,
  });
  await list.check("takes the daemon's version", () => checkPush(plugin, options.laniakeaVersion, timeoutMs));
  await list.check("says its own version", () => checkVersion(plugin, timeoutMs));
  const { hardware = false, heartbeat = HEARTBEAT, goOnMs = GO_ON_MS } = options;
  if (plugin.type === "datasource") {
    const lastWarning = () => log.lastWarning;
    await driveDatasource(plugin, list, { timeoutMs, readOnMs: goOnMs, hardware, heartbeat, lastWarning });
  } else await driveController(plugin, list, timeoutMs, goOnMs);
  await list.check("ends when the daemon asks it to", () => checkShutdown(plugin));
}

async function driveController(
  plugin: LaunchedPlugin,
  list: Checklist,
  timeoutMs: number,
  goOnMs: number,
): Promise<void> {
  await list.check("refuses an unknown command", () =>
    expectRefusal(plugin.command({ command: "laniakea-plugin-check" }), timeoutMs),
  );
  await list.check("refuses what is not JSON", () => expectRefusal(plugin.command(text("not a command")), timeoutMs));
  await list.check("goes on by itself", () => checkGoesOn(plugin, goOnMs));
  await list.check("stops", () => stop(plugin, timeoutMs));
}

async function checkGoesOn({ process }: LaunchedPlugin, goOnMs: number): Promise<string> {
  const ended = await within<unknown, false>(goOnMs, process.exited, () => false);
  if (ended === false) return `for ${goOnMs / 1_000} s`;
  throw new Error("it has ended");
}

async function checkType(served: PluginType, expected: PluginType | undefined): Promise<string> {
  if (expected === undefined || expected === served) return served;
  const cause = `its entry in the config says ${expected}: the daemon would not start with it`;
  throw new CheckFailed(`it serves a ${served}`, cause);
}

async function checkPush(
  plugin: LaunchedPlugin,
  version = CURRENT_LANIAKEA_VERSION,
  timeoutMs: number,
): Promise<string> {
  try {
    await seen("PushVersion", timeoutMs, plugin.pushVersion(version));
    return `Laniakea ${version} accepted`;
  } catch (error) {
    const { code, rawMessage } = PluginError.from(error);
    // The Go SDK has no code for it.
    if (code !== "FAILED_PRECONDITION" && !rawMessage.includes("version of laniakea")) throw error;
    const cause = `the daemon does not start with it, and no plugin runs: let its constraint accept Laniakea ${version}`;
    throw new CheckFailed(`Laniakea ${version} refused: ${rawMessage}`, cause);
  }
}

function checkName(own: string | undefined, name: string): string {
  if (own === name) return name;
  const cause = `its entry in the config says ${JSON.stringify(name)}: readings and log would come from another name than the one that operators use; give both the same`;
  throw new CheckFailed(`it calls itself ${JSON.stringify(own)}`, cause);
}

async function checkVersion(plugin: LaunchedPlugin, timeoutMs: number): Promise<string> {
  const version = await seen("GetVersion", timeoutMs, plugin.getVersion());
  if (version === "") throw new CheckFailed("the version is empty", "give the plugin a version");
  return version;
}

async function expectRefusal(stream: FrameStream, timeoutMs: number): Promise<string> {
  try {
    await seen("an answer", timeoutMs, stream.started);
  } catch (error) {
    if (error instanceof PluginError && error.rawMessage !== "") return error.rawMessage;
    throw new CheckFailed("refused without a reason", "the operator sees only EOF: throw an error with a message");
  } finally {
    stream.cancel();
  }
  throw new CheckFailed(
    "it was accepted",
    "the operator would not learn of the mistake: throw an error before the first value",
  );
}

async function checkShutdown(plugin: LaunchedPlugin): Promise<string> {
  const { graceful, exit, ms } = await plugin.close();
  if (graceful) return `exit code ${exit.code} after ${Math.round(ms)} ms`;
  if (!exit.killed) {
    const cause = "the daemon would wait for ever: start children with their own stdout and stderr, and end them";
    throw new CheckFailed("it ended, but a process that it started still holds its output", cause);
  }
  const cause = "the daemon would kill it in whatever state its hardware is: end when Shutdown is called";
  throw new CheckFailed(`it still ran after ${KILL_AFTER_SHUTDOWN_MS / 1_000} s`, cause);
}

/** A broken connection is seen before the end of the process that broke it. */
async function deathOf(plugin: LaunchedPlugin | undefined, { last }: LogWatch): Promise<string | undefined> {
  if (plugin === undefined) return undefined;
  const exit = await exitAfterFailure(plugin.process);
  if (exit === undefined) return undefined;
  const own = errorLine(last);
  const lines = last.slice(-3).map(shownLine).join(" / ");
  const said = own === undefined ? `stderr: ${lines}` : shownLine(own);
  return `the plugin ended ${describeExit(exit)}${last.length === 0 ? "" : `; ${said}`}`;
}

/**
 * A binary that listens to what the daemon's environment has for other programs may not start there, or run foreign code. What the
 * system itself does with its own (LD_PRELOAD) no program can ignore.
 */
async function checkEnvironment(executable: string, options: ConformOptions): Promise<string> {
  const set = Object.entries(FOREIGN_SETTINGS).map(([name, value]) => `${name}=${value}`);
  try {
    const plugin = await launch(executable, {
      ...startOptions(options),
      env: { ...options.env, ...FOREIGN_SETTINGS },
    });
    await plugin.close();
    return Object.keys(FOREIGN_SETTINGS).join(", ");
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    const cause = `${error.message}; the daemon hands on its own environment: build the executable so that it ignores these, as laniakea-plugin build does`;
    throw new CheckFailed(`it does not start with ${set.join(" ")}`, cause);
  }
}
