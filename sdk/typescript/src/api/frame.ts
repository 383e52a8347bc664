import { FACTS } from "../../../../daemon/facts.js";
import { jsonOf, type Nulled, nulledIn } from "./json-form.js";
import { Timed } from "./timed.js";

/** One reading or answer on its way to the daemon. */
export class Frame {
  /** Where it comes from; default the plugin's name. */
  readonly source: string;
  /** Media type of the payload, such as `application/json`. Never `EOF`: the daemon keeps that for itself. */
  readonly type: string;
  /** Milliseconds since 1970-01-01 UTC; default now. */
  readonly timestamp: number;
  readonly payload: Uint8Array;

  /** Text as a payload becomes UTF-8. */
  constructor(fields: FrameFields) {
    this.source = fields.source ?? "";
    this.type = fields.type ?? FACTS.frame.bytesType;
    this.timestamp = fields.timestamp ?? Date.now();
    this.payload = typeof fields.payload === "string" ? Buffer.from(fields.payload, "utf8") : fields.payload;
  }

  /** The payload as text (UTF-8). */
  text(): string {
    return Buffer.from(this.payload.buffer, this.payload.byteOffset, this.payload.byteLength).toString("utf8");
  }

  /** The payload as JSON. @throws {SyntaxError} when it is not. */
  json(): unknown {
    return JSON.parse(this.text());
  }
}

/** What a frame is made of. */
export interface FrameFields {
  /** Where it comes from; default the plugin's name. */
  readonly source?: string;
  /** Media type of the payload; default application/octet-stream. `EOF` is the daemon's own and refused at the `yield`. */
  readonly type?: string;
  /** Milliseconds since 1970-01-01 UTC; default now. */
  readonly timestamp?: number;
  /** Text becomes UTF-8. Clients with gRPC's own limit take no more than 4 MiB in one frame. */
  readonly payload: Uint8Array | string;
}

/** A frame of type application/json, with what JSON could not hold in it. */
export class JsonFrame extends Frame {
  constructor(
    payload: string,
    { source, timestamp }: FrameOptions,
    readonly nulled: Nulled | undefined,
  ) {
    super({
      type: FACTS.frame.jsonType,
      payload,
      ...(source === undefined ? {} : { source }),
      ...(timestamp === undefined ? {} : { timestamp }),
    });
  }
}

/** What may go along with a payload. */
export type FrameOptions = Pick<FrameFields, "source" | "timestamp">;

/**
 * What a plugin may yield or return: a string becomes text, bytes stay bytes, a frame stays as it is, all else becomes JSON. What
 * `timed` makes has a time of its own; all else is stamped when it is yielded. What has
 * no JSON form is refused by `datasource` and `controller` where the compiler knows it, and at the `yield` where it does not.
 */
export type FrameValue = unknown;

/** A frame with every field as given; the plugin's name is the default source. */
export function frame(fields: FrameFields): Frame {
  return new Frame(fields);
}

/**
 * A frame of type application/json. NaN, an infinity and an invalid date become null, of which the log warns once in a recording or
 * command.
 * @throws {TypeError} when the value, or a part of it, has no JSON form: undefined, a function, a bigint, a circular object, a Promise,
 * a Map, a Set.
 */
export function json(value: unknown, options: FrameOptions = {}): Frame {
  const payload = jsonOf(value);
  return new JsonFrame(payload, options, nulledIn(value, payload));
}

/** A frame of type text/plain. */
export function text(value: string, options: FrameOptions = {}): Frame {
  return new Frame({ ...options, type: FACTS.frame.textType, payload: value });
}

/** A frame of raw bytes; type defaults to application/octet-stream. */
export function bytes(value: Uint8Array, type = FACTS.frame.bytesType, options: FrameOptions = {}): Frame {
  return new Frame({ ...options, type, payload: value });
}

/** Turns what an author yields into a frame. @throws {TypeError} for what has no form on the wire. */
export function toFrame(value: unknown): Frame {
  if (value instanceof Frame) return value;
  return value instanceof Timed ? payloadOf(value.value, value) : payloadOf(value);
}

function payloadOf(value: unknown, options?: FrameOptions): Frame {
  if (value instanceof Frame)
    throw new TypeError("a frame has a timestamp of its own: give it as an option of the frame");
  if (typeof value === "string") return text(value, options);
  if (value instanceof Uint8Array) return bytes(value, undefined, options);
  return json(value, options);
}
