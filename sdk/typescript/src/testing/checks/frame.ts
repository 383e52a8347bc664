import { RESERVED_FRAME_TYPE } from "../../../../../daemon/handshake.js";
import type { Frame } from "../../api/frame.js";
import { CheckFailed } from "./checklist.js";
import { shown } from "./shown.js";

/** `application/json`, `application/senml+json; charset=utf-8`: one JSON value; not the types that are many of them. */
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** @throws {CheckFailed} for a frame that is not what it says. */
export function checkFrame({ type, payload }: Frame): void {
  if (type === RESERVED_FRAME_TYPE) {
    const cause = "the daemon takes it for the end of the stream: choose another type";
    throw new CheckFailed(`a frame of type "${type}"`, cause);
  }
  if (!JSON_TYPE.test(type) || isJson(payload)) return;
  const cause = "whoever subscribes cannot parse it: send JSON in UTF-8, which has no NaN, or name another type";
  throw new CheckFailed(
    `a frame of type "${type}" whose payload is not JSON: ${shown(Buffer.from(payload).toString("utf8"))}`,
    cause,
  );
}

function isJson(payload: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload));
    return true;
  } catch {
    return false;
  }
}
