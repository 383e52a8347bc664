import type { ObservedFrame } from "../model/events.js";
import { frameMatches } from "../model/filter.js";
import type { Observed } from "../model/observed.js";
import { h, labelled, setText } from "./elements/dom.js";
import { bytesText, clockText, hexText } from "./elements/units.js";
import { VirtualList } from "./elements/virtual-list.js";

/** Frames that are listed. */
const SHOWN = 1_000;
/** Characters of a payload in a row; the rest is in the detail. */
const IN_A_ROW = 300;

/** The last frames as they came, with a filter. */
export class FramesView {
  readonly element: HTMLElement;
  readonly #filter = h("input", { type: "search", placeholder: "words in type, source or payload" });
  readonly #count = h("span", { class: "muted" });
  readonly #list = new VirtualList<ObservedFrame>(
    "Frames",
    [
      { heading: "#", name: "number", text: ({ n }) => String(n) },
      { heading: "Time", name: "time", text: ({ timestamp }) => clockText(timestamp) },
      { heading: "Type", name: "type", text: ({ type }) => type },
      { heading: "Size", name: "size", text: ({ size }) => bytesText(size) },
      { heading: "Payload", name: "payload", text: (frame) => (frame.text ?? hexOf(frame)).slice(0, IN_A_ROW) },
    ],
    () => "",
    detailOf,
  );

  constructor() {
    this.element = h(
      "div",
      { class: "panel" },
      h("div", { class: "bar" }, labelled("Filter", this.#filter), this.#count),
      this.#list.element,
    );
  }

  update(observed: Observed): void {
    const newest = observed.frames.newest(SHOWN);
    const shown = newest.filter((frame) => frameMatches(frame, this.#filter.value));
    // With a filter, what is listed does not begin at a known number.
    const dropped = shown.length === newest.length ? observed.frames.total - newest.length : 0;
    this.#list.show(shown, dropped);
    const left = observed.leftOut > 0 ? `; ${observed.leftOut} left out on the way here` : "";
    const text =
      newest.length === 0
        ? "No frame yet"
        : `${shown.length} of the last ${newest.length}, ${observed.frameCount} in all${left}`;
    setText(this.#count, text);
  }
}

function detailOf(frame: ObservedFrame): string {
  const head = `frame ${frame.n}, ${new Date(frame.timestamp).toISOString()}, from ${frame.source || "the plugin"}, ${frame.type}, ${frame.size} bytes`;
  return `${head}\n\n${frame.text === undefined ? hexText(frame.base64 ?? "") : pretty(frame.text)}`;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** The first bytes in a row. */
function hexOf({ base64 = "" }: ObservedFrame): string {
  const bytes = atob(base64.slice(0, 128));
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join(" ");
}
