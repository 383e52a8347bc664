/**
 * The protobuf wire format, as far as the few messages of go-plugin and Laniakea need it: written by hand so that a
 * bundled plugin loads no .proto file (https://protobuf.dev/programming-guides/encoding/).
 */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** One field of a message, as it is on the wire. */
export interface WireField {
  readonly number: number;
  /** A bigint for numbers, the bytes for strings, bytes and messages. */
  readonly value: bigint | Uint8Array;
}

/** Builds one message. Fields with their default value are left out, as proto3 does. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];

  /** int32, int64, uint32, uint64, bool. Numbers must be safe integers. */
  integer(field: number, value: number | bigint | boolean): this {
    const integer = BigInt(value);
    if (integer !== 0n) this.#parts.push(varint(tag(field, VARINT)), varint(BigInt.asUintN(64, integer)));
    return this;
  }

  /** Text, as UTF-8. */
  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  /** Bytes; none of them is the default, and left out. */
  bytes(field: number, value: Uint8Array): this {
    if (value.length === 0) return this;
    return this.message(field, value);
  }

  /** Like bytes, but an empty one is written too: a message that is there but empty differs from one that is not. */
  message(field: number, value: Uint8Array): this {
    this.#parts.push(varint(tag(field, LENGTH_DELIMITED)), varint(BigInt(value.length)), value);
    return this;
  }

  /** The message. */
  finish(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

/**
 * The fields of one message in order, unknown ones too.
 * @throws {RangeError} when the bytes are not a message.
 */
export function* readFields(bytes: Uint8Array): Generator<WireField> {
  const reader = new Reader(bytes);
  while (!reader.done) {
    const key = Number(reader.varint());
    const number = Math.floor(key / 8);
    if (number === 0) throw new RangeError("protobuf: field number 0");
    yield { number, value: reader.value(key % 8) };
  }
}

/** A signed 64-bit field as a number. Beyond 2^53 the nearest one: no field of ours needs more. */
export function toInteger(value: bigint | Uint8Array): number {
  return typeof value === "bigint" ? Number(BigInt.asIntN(64, value)) : 0;
}

/** A field of bytes, or a message; a number is none. */
export function toBytes(value: bigint | Uint8Array): Uint8Array {
  return typeof value === "bigint" ? new Uint8Array(0) : value;
}

/** A field of text (UTF-8); a number is none. */
export function toText(value: bigint | Uint8Array): string {
  return new TextDecoder().decode(toBytes(value));
}

class Reader {
  #offset = 0;
  constructor(readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.#offset >= this.bytes.length;
  }

  varint(): bigint {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.#offset++];
      if (byte === undefined) throw new RangeError("protobuf: the message ends inside a number");
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, result);
    }
    throw new RangeError("protobuf: a number of more than ten bytes");
  }

  value(wireType: number): bigint | Uint8Array {
    if (wireType === VARINT) return this.varint();
    if (wireType === LENGTH_DELIMITED) return this.take(Number(this.varint()));
    if (wireType === FIXED64) return this.take(8);
    if (wireType === FIXED32) return this.take(4);
    throw new RangeError(`protobuf: wire type ${wireType} is not supported`);
  }

  take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (end > this.bytes.length) throw new RangeError("protobuf: the message ends inside a field");
    const taken = this.bytes.subarray(this.#offset, end);
    this.#offset = end;
    return taken;
  }
}

function tag(field: number, wireType: number): bigint {
  return BigInt(field * 8 + wireType);
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
