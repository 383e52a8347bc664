import { BlockClock } from "./block-clock.js";
import { BoundedList } from "./bounded-list.js";
import { Colours } from "./colours.js";
import type { AnswerEnd, Hello, LogRecord, Mark, ObservedFrame, PageEvent, SentCommand, Status } from "./events.js";
import { type Numbers, numbersIn } from "./numbers.js";
import { Rates } from "./rates.js";
import { Series } from "./series.js";

/** Frames that are kept for what is saved, and how many characters they have together. */
const MOST_FRAMES = 100_000;
const MOST_CHARACTERS = 32 * 2 ** 20;
const MOST_LOG_RECORDS = 5_000;
const MOST_MARKS = 200;
const MOST_COMMANDS = 100;
/** More curves than this cannot be told apart. */
export const MOST_SERIES = 64;

/** A command, and its answers so far. */
export interface Exchange {
  readonly sent: SentCommand;
  readonly answers: BoundedList<ObservedFrame>;
  end: AnswerEnd | undefined;
}

/** All that the page has been told, in bounded memory. */
export class Observed {
  readonly frames = new BoundedList<ObservedFrame>(MOST_FRAMES, MOST_CHARACTERS, weightOf);
  readonly log = new BoundedList<LogRecord>(MOST_LOG_RECORDS);
  readonly marks = new BoundedList<Mark>(MOST_MARKS);
  readonly exchanges = new Map<string, Exchange>();
  readonly series = new Map<string, Series>();
  readonly colours = new Colours();
  readonly rates = new Rates();
  readonly #clock = new BlockClock();
  #lastFrame = 0;
  /** Frames that did not get here: the page was not fast enough, or came too late. */
  leftOut = 0;
  /** Curves that are not drawn, as there are more than {@link MOST_SERIES}. */
  readonly seriesLeftOut = new Set<string>();
  /** Readings that the plugin says it dropped: the field `dropped` of its log records. */
  dropped = 0;
  /** ms that the last frame was on its way, from the plugin's `yield` to here. */
  heldMs = 0;
  #frameAt: number | undefined;
  /** The newest time in the data; ms since 1970. */
  newest: number | undefined;
  status: Status;

  /** The source whose curves have no name before them; undefined before the first frame of a file. */
  #ownSource: string | undefined;

  constructor(readonly plugin: Hello) {
    this.status = plugin.status;
    if (plugin.mode === "live") this.#ownSource = plugin.name;
  }

  apply(event: PageEvent): void {
    switch (event.kind) {
      case "frame":
        return this.#frame(event);
      case "log":
        this.log.push(event);
        if (typeof event.fields["dropped"] === "number") this.dropped += event.fields["dropped"];
        return;
      case "mark":
        return this.#mark(event);
      case "status":
        this.status = event.status;
        return;
      case "sent":
        return this.#sent(event);
      case "answer": {
        const exchange = this.exchanges.get(event.id);
        if (exchange !== undefined) exchange.end = event;
      }
    }
  }

  /** How many frames have been sent to the page since the plugin's first start. */
  get frameCount(): number {
    return this.#lastFrame;
  }

  /** When the last frame came, or the recording started where none has come since; ms since 1970. */
  get aliveAt(): number | undefined {
    const { recording, recordingSince } = this.status;
    if (!recording || recordingSince === undefined) return this.#frameAt;
    return Math.max(this.#frameAt ?? 0, recordingSince);
  }

  #frame(frame: ObservedFrame): void {
    this.leftOut += frame.n - this.#lastFrame - 1;
    this.#lastFrame = frame.n;
    this.frames.push(frame);
    this.rates.add(frame.at, frame.size);
    this.#frameAt = frame.at;
    this.heldMs = Math.max(0, frame.at - frame.timestamp);
    if ("command" in frame.origin) this.exchanges.get(frame.origin.command)?.answers.push(frame);
    for (const numbers of numbersIn(frame)) this.#plot(frame, numbers);
  }

  #plot(frame: ObservedFrame, numbers: Numbers): void {
    const series = this.#seriesOf(this.#nameOf(frame, numbers.path));
    if (series === undefined) return;
    const times = this.#clock.timesOf(series.name, frame, numbers);
    numbers.values.forEach((value, index) => series.push(times[index] ?? frame.at, value));
    this.newest = Math.max(this.newest ?? series.last, series.last);
  }

  #seriesOf(name: string): Series | undefined {
    const known = this.series.get(name);
    if (known !== undefined) return known;
    if (this.series.size >= MOST_SERIES) return void this.seriesLeftOut.add(name);
    const series = new Series(name);
    this.series.set(name, series);
    this.colours.of(name);
    return series;
  }

  /** What is not the plugin's own source, and each command's answers, are curves of their own. */
  #nameOf({ source, origin }: ObservedFrame, path: string): string {
    this.#ownSource ??= source;
    const own = source === "" || source === this.#ownSource ? "" : `${source} `;
    const command = "command" in origin ? commandOf(this.exchanges.get(origin.command)) : "";
    return `${command}${own}${path}`;
  }

  #mark(mark: Mark): void {
    this.marks.push(mark);
    this.#clock.forget();
    for (const series of this.series.values()) series.gap(Math.max(mark.at, series.last));
  }

  #sent(sent: SentCommand): void {
    this.exchanges.set(sent.id, { sent, answers: new BoundedList<ObservedFrame>(1_000), end: undefined });
    const oldest = this.exchanges.keys().next().value;
    if (this.exchanges.size > MOST_COMMANDS && oldest !== undefined) this.exchanges.delete(oldest);
  }
}

function weightOf({ text, base64 }: ObservedFrame): number {
  return 200 + (text ?? base64 ?? "").length;
}

function commandOf(exchange: Exchange | undefined): string {
  const { command } = (exchange?.sent.request ?? {}) as { command?: unknown };
  return typeof command === "string" ? `${command}: ` : "";
}
