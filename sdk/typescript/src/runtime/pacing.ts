import { FACTS } from "../../../../daemon/facts.js";
import { sleep } from "../api/sleep.js";
import type { OutgoingStream } from "../go-plugin/rpc/service.js";

/** A PING answered within this share of the gap, and never less than the floor, shows a daemon that is awake. */
const QUICK_SHARE = FACTS.pacing.quickPingShare;
const QUICK_FLOOR_MS = FACTS.time.quickPingFloorMs;
/**
 * A daemon that answers each PING slowly is slow, not paused: then the gap alone has to do, or a busy gateway would never see
 * a frame. A paused one does not answer at all, and that wait is not bounded.
 */
const MOST_TRIES = FACTS.pacing.mostTries;

/**
 * Waits after a frame until the next one, or the end of a stream, can go without harm to the daemon: QUIRKS.md, "Bursts
 * crash the daemon" and QUIRKS.md, "Bursts hang the daemon". A fixed gap does not help when the daemon pauses in between:
 * QUIRKS.md, "A pause becomes a burst". So: a PING, answered once it has read the frame, then the gap, then a PING that must
 * be answered quickly.
 * Never rejects.
 */
export async function pace(stream: OutgoingStream, intervalMs: number): Promise<void> {
  if (intervalMs <= 0) return;
  const quick = Math.max(QUICK_FLOOR_MS, intervalMs * QUICK_SHARE);
  await stream.ping();
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    await sleep(intervalMs);
    const roundTrip = await stream.ping();
    if (roundTrip === undefined || roundTrip < quick) return;
  }
}
