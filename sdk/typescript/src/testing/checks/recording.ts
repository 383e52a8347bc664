import type { Frame } from "../../api/frame.js";
import { within } from "../../go-plugin/bounded-wait.js";
import { type ErrorCode, PluginError } from "../../go-plugin/rpc/plugin-error.js";
import { exitAfterFailure, type LaunchedPlugin } from "../launch.js";
import { CheckFailed, type Checklist, Warned } from "./checklist.js";
import { seen, timed, UNRESPONSIVE } from "./patience.js";
import { RecordingReader } from "./recording-reader.js";

/** What the checks of a datasource depend on. */
export interface RecordingTerms {
  /** How long the daemon waits for a frame or an answer, in ms. */
  readonly timeoutMs: number;
  /** How long a recording is read on after its first reading, in ms. */
  readonly readOnMs: number;
  /** A recording that needs what is not attached, or has no value in its readings, is a failure. */
  readonly hardware: boolean;
  /** The plugin's last warning; undefined when there is none. */
  readonly lastWarning: () => string | undefined;
  /** How an author sets a heartbeat, in the words of the plugin's language. */
  readonly heartbeat: string;
}

const NOT_STOPPED =
  "the recording goes on after StopRecord, and the next one would mix with it: end it when it is stopped";
/** ms for a stream to end after StopRecord was answered. */
const END_OF_STREAM_MS = 1_000;
/** What a plugin answers that is right and cannot record here: what `open` throws, wrong settings, and its own choice of them. */
const NOT_HERE: readonly ErrorCode[] = ["UNAVAILABLE", "FAILED_PRECONDITION"];
const MAYBE_HARDWARE =
  "An operator who starts the recording gets that answer. Where only the hardware is not here, open it within the SDK's open, or fail with UNAVAILABLE: then this is a warning";
const WITHOUT_HARDWARE = "the plugin does not record without its hardware";

export async function driveDatasource(plugin: LaunchedPlugin, list: Checklist, terms: RecordingTerms): Promise<void> {
  const { timeoutMs } = terms;
  let isHardwareThere = true;
  const record = async () => {
    const outcome = await recordAndStop(plugin, terms);
    isHardwareThere = !(outcome instanceof NeedsHardware);
    return outcome;
  };
  await list.check("records and stops", record, { blocking: true });
  if (!isHardwareThere) {
    list.skip("records again after StopRecord", WITHOUT_HARDWARE);
    list.skip("stops while it records", WITHOUT_HARDWARE);
    return await list.check("stops", () => stop(plugin, timeoutMs));
  }
  await list.check("records again after StopRecord", () => recordAndStop(plugin, { ...terms, readOnMs: 0 }));
  await list.check("stops while it records", async () => {
    const stream = plugin.startRecord();
    await seen("StartRecord", timeoutMs, stream.started);
    return await stop(plugin, timeoutMs);
  });
}

/** The daemon's Stop, which a plugin of either type answers. */
export function stop(plugin: LaunchedPlugin, timeoutMs: number): Promise<string> {
  return timed("answered", () => seen("Stop", timeoutMs, plugin.stop()));
}

async function recordAndStop(plugin: LaunchedPlugin, terms: RecordingTerms): Promise<string | Warned> {
  const { timeoutMs, readOnMs, heartbeat } = terms;
  const since = performance.now();
  const reader = new RecordingReader(plugin.startRecord());
  const silent = `${UNRESPONSIVE}: yield sooner, or ${heartbeat} for a source that is silent for that long`;
  let frame: Frame | undefined;
  try {
    frame = await seen("the first reading", timeoutMs, reader.first, silent);
  } catch (error) {
    if (reader.hasStarted) throw error;
    if (!(await isOfHardware(plugin, error))) throw refusal(error);
    return needsHardware(PluginError.from(error), terms);
  }
  if (frame === undefined)
    throw new CheckFailed("the recording ended without a reading", "yield a value before the generator returns");
  const firstAt = performance.now();
  const described = `${describe(frame)} after ${Math.round(firstAt - since)} ms`;
  const early =
    readOnMs > 0 &&
    (await within(
      readOnMs,
      reader.ended.then(() => performance.now()),
      () => undefined,
    ));
  const answered = await timed("StopRecord answered", () => seen("StopRecord", timeoutMs, plugin.stopRecord()));
  await seen("the end of the recording after StopRecord", END_OF_STREAM_MS, reader.ended, NOT_STOPPED);
  if (terms.hardware && readOnMs > 0) expectValues(reader, terms);
  if (early) return endedBy(described, reader.count, early - firstAt);
  return `${described}; ${answered}${reader.isPaceUnknown ? "; this machine was too busy to see its pace" : ""}`;
}

function endedBy(described: string, count: number, ms: number): Warned {
  const readings = count === 1 ? "1 reading" : `${count} readings`;
  const cause =
    "the daemon records nothing more until somebody starts it again: go on until the recording is stopped, unless that is meant";
  return new Warned(`${described}; it ended by itself ${(ms / 1_000).toFixed(1)} s later, after ${readings}`, cause);
}

/** @throws {CheckFailed} when the hardware was to be there, and nothing was measured. */
function expectValues({ values }: RecordingReader, { lastWarning }: RecordingTerms): void {
  const { missing } = values;
  if (missing === undefined) return;
  const warning = lastWarning();
  const cause = warning === undefined ? "the plugin's log has no warning of it" : `the log's last warning: ${warning}`;
  throw new CheckFailed(missing, `${cause}\nlook at the hardware, its cables and the plugin's settings`);
}

class NeedsHardware extends Warned {}

/** A connection that broke has the same code as hardware that is not there. */
async function isOfHardware(plugin: LaunchedPlugin, error: unknown): Promise<boolean> {
  if (!(error instanceof PluginError) || !NOT_HERE.includes(error.code)) return false;
  return (await exitAfterFailure(plugin.process)) === undefined;
}

/** An error that says nothing of its kind may be one of hardware, too: then the author's code can say so. */
function refusal(error: unknown): unknown {
  if (!(error instanceof PluginError) || error.code !== "UNKNOWN") return error;
  return new CheckFailed("StartRecord failed", `${error.rawMessage}\n${MAYBE_HARDWARE}`);
}

/** @throws {CheckFailed} when the hardware was to be there. */
function needsHardware({ rawMessage }: PluginError, { hardware }: RecordingTerms): NeedsHardware {
  const observed = `needs its hardware, or other settings: ${rawMessage}`;
  if (hardware) throw new CheckFailed(observed, "an operator who starts the recording gets that answer");
  const cause =
    "its readings were not looked at: attach what it needs, or correct its settings, and run check with --hardware";
  return new NeedsHardware(observed, cause);
}

function describe(frame: Frame): string {
  return `${frame.type} from ${frame.source}, ${frame.payload.length} bytes`;
}
