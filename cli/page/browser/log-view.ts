import { LOG_LEVELS, type LogLevel, type LogRecord } from "../model/events.js";
import { logMatches, logText } from "../model/filter.js";
import type { Observed } from "../model/observed.js";
import { choice, h, labelled, setText } from "./elements/dom.js";
import { clockText } from "./elements/units.js";
import { VirtualList } from "./elements/virtual-list.js";

/** The plugin's log and what `dev` said, by level and words. */
export class LogView {
  readonly element: HTMLElement;
  readonly #words = h("input", { type: "search", placeholder: "words" });
  readonly #count = h("span", { class: "muted" });
  #level: LogLevel = "trace";
  readonly #list = new VirtualList<LogRecord>(
    "Log",
    [
      { heading: "Time", name: "time", text: ({ at }) => clockText(at) },
      { heading: "Level", name: "level", text: ({ level }) => level },
      { heading: "From", name: "from", text: ({ from }) => from },
      { heading: "Message", name: "payload", text: logText },
    ],
    ({ level }) => `level-${level}`,
    detailOf,
  );

  constructor() {
    const levels = LOG_LEVELS.map((level) => [level, level] as const);
    const level = choice(levels, this.#level, (chosen) => (this.#level = chosen as LogLevel));
    this.element = h(
      "div",
      { class: "panel" },
      h("div", { class: "bar" }, labelled("Level from", level), labelled("Search", this.#words), this.#count),
      this.#list.element,
    );
  }

  update({ log }: Observed): void {
    const records = log.newest();
    const shown = records.filter((record) => logMatches(record, this.#level, this.#words.value));
    this.#list.show(shown, shown.length === records.length ? log.dropped : 0);
    setText(this.#count, log.total === 0 ? "Nothing logged yet" : `${shown.length} of ${log.total}`);
  }
}

/** A stack is a field with lines of its own. */
function detailOf(record: LogRecord): string {
  const fields = Object.entries(record.fields).map(
    ([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return [`${new Date(record.at).toISOString()} ${record.level}`, record.message, ...fields].join("\n");
}
