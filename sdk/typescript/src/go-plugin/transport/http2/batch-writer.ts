import type { Writable } from "node:stream";
import { PREFIX_BYTES } from "./message-reader.js";

/** Bytes that are collected before they are written: what one HTTP/2 frame holds. */
const BATCH_BYTES = 16 * 1024;
/** Bytes that may be on their way before the sender has to wait. */
const WINDOW_BYTES = 32 * 1024;

interface Wait {
  /** It ends when fewer bytes than this are on their way. */
  readonly below: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Frames messages onto an HTTP/2 stream. Small ones leave together, as soon as the sender does something else or a batch is
 * full: each write costs more than many small messages.
 */
export class BatchWriter {
  #batch = Buffer.alloc(0);
  /** The part of the batch that is filled and not yet written. */
  #start = 0;
  #end = 0;
  #flushIsDue = false;
  /** Bytes that are written and have not left. */
  #underWay = 0;
  #failed = false;
  readonly #waits = new Set<Wait>();

  constructor(readonly stream: Writable) {}

  get #collected(): number {
    return this.#end - this.#start;
  }

  /** Takes a copy of a message. False when the sender has to wait for `ready`. */
  add(message: Uint8Array): boolean {
    const size = PREFIX_BYTES + message.length;
    if (size > this.#batch.length - this.#end) this.#renewBatch(size);
    this.#batch[this.#end] = 0;
    this.#batch.writeUInt32BE(message.length, this.#end + 1);
    this.#batch.set(message, this.#end + PREFIX_BYTES);
    this.#end += size;
    if (this.#collected >= BATCH_BYTES) this.flush();
    else this.#flushSoon();
    return this.#underWay + this.#collected < WINDOW_BYTES;
  }

  /** Resolves when another message may come. @throws what `fail` is called with meanwhile. */
  ready(): Promise<void> {
    return this.#until(WINDOW_BYTES);
  }

  /** Resolves when all messages have left for the peer. @throws what `fail` is called with meanwhile. */
  drained(): Promise<void> {
    return this.#until(1);
  }

  /** Writes what was collected. */
  flush(): void {
    if (this.#collected === 0) return;
    const piece = this.#batch.subarray(this.#start, this.#end);
    this.#start = this.#end;
    this.#underWay += piece.length;
    this.stream.write(piece, () => this.#left(piece.length));
  }

  /** Ends all waits, and those to come. */
  fail(reason: unknown): void {
    this.#failed = true;
    for (const { reject } of this.#waits) reject(reason);
    this.#waits.clear();
  }

  #renewBatch(size: number): void {
    this.flush();
    this.#batch = Buffer.allocUnsafe(Math.max(size, BATCH_BYTES));
    this.#start = this.#end = 0;
  }

  /** When nothing more is to be done at once: a ready sender goes on in promises, which come before the next tick. */
  #flushSoon(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    process.nextTick(() => {
      this.#flushIsDue = false;
      this.flush();
    });
  }

  #left(bytes: number): void {
    this.#underWay -= bytes;
    for (const wait of this.#waits) {
      if (this.#underWay >= wait.below) continue;
      this.#waits.delete(wait);
      // A runtime that calls back before the bytes have left (Bun does) would else hear of nothing while a sender has something to send.
      setImmediate(wait.resolve);
    }
  }

  async #until(below: number): Promise<void> {
    this.flush();
    if (this.#failed || this.#underWay < below) return;
    await new Promise<void>((resolve, reject) => this.#waits.add({ below, resolve, reject }));
  }
}
