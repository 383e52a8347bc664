import { BoundedList } from "./model/bounded-list.js";
import type { Hello, ObservedFrame, PageEvent, Status } from "./model/events.js";

/** Events that a page which comes late still gets, and how many characters they have together. */
const MOST_EVENTS = 100_000;
const MOST_CHARACTERS = 32 * 2 ** 20;

/** A frame that has no number yet. */
export type NewFrame = Omit<ObservedFrame, "n">;

/** What happens, on its way to every page that listens, and kept for those that come later. */
export class EventHub {
  /** Each as its JSON: made once, however many pages there are. */
  readonly events: BoundedList<string>;
  readonly #listeners = new Set<() => void>();
  #frames = 0;
  #status: Status;

  /** @param mostCharacters that are kept; default 32 Mi. */
  constructor(
    readonly plugin: Omit<Hello, "status">,
    status: Status,
    mostCharacters = MOST_CHARACTERS,
  ) {
    this.events = new BoundedList(MOST_EVENTS, mostCharacters, ({ length }) => length);
    this.#status = status;
  }

  get status(): Status {
    return this.#status;
  }

  get hello(): Hello {
    return { ...this.plugin, status: this.#status };
  }

  /** Frames are numbered here, so that a page knows of those that it has missed. */
  frame(frame: NewFrame): void {
    this.publish({ kind: "frame", ...frame, n: ++this.#frames });
  }

  /** Changes a part of the status. */
  change(part: Partial<Status>): void {
    this.replace({ ...this.#status, ...part });
  }

  /** Puts another status in the place of the one there is. */
  replace(status: Status): void {
    this.#status = status;
    this.publish({ kind: "status", status: this.#status });
  }

  publish(event: PageEvent): void {
    this.events.push(JSON.stringify(event));
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after each event. @returns what ends that. */
  onEvent(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
