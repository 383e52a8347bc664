import { FOLLOWING, pan, SPANS, togglePause, zoomBy } from "../../model/time-window.js";
import { button, choice, h, labelled, setText } from "../elements/dom.js";
import type { Plot } from "./plot.js";
import { type PlotSettings, SCALE_NAMES } from "./plot-settings.js";

/** A share of what is shown. */
const PAN = 0.25;
const ZOOM = 1.6;

/** The window of time and the scales. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #pause = button("Pause", () => this.togglePause(), { "aria-keyshortcuts": "Space" });
  readonly #follow = button("Follow", () => this.follow(), { "aria-keyshortcuts": "End" });
  readonly #span: HTMLSelectElement;

  constructor(
    readonly plot: Plot,
    settings: PlotSettings,
    readonly now: () => number,
    readonly onChange: () => void,
  ) {
    const spans = [...SPANS.map(([ms, label]) => [String(ms), label] as const), ["", "zoomed"] as const];
    this.#span = choice(spans, String(FOLLOWING.spanMs), (ms) => {
      if (ms !== "") this.#change(() => (plot.window = { ...plot.window, spanMs: Number(ms) }));
    });
    const go = (label: string, title: string, work: () => void) => button(label, work, { "aria-label": title, title });
    this.element = h(
      "div",
      { class: "bar", role: "group", "aria-label": "Window of time" },
      labelled("Window", this.#span),
      this.#pause,
      this.#follow,
      go("‹", "Earlier", () => this.pan(-PAN)),
      go("›", "Later", () => this.pan(PAN)),
      go("+", "Zoom in", () => this.zoom(1 / ZOOM)),
      go("−", "Zoom out", () => this.zoom(ZOOM)),
      h(
        "details",
        {},
        h("summary", {}, "Scales"),
        ...SCALE_NAMES.map((name) => scaleSetting(name, settings, onChange)),
      ),
    );
    this.update();
  }

  togglePause(): void {
    this.#change(() => (this.plot.window = togglePause(this.plot.window, this.now())));
  }

  follow(): void {
    const isChoice = SPANS.some(([ms]) => ms === this.plot.window.spanMs);
    const spanMs = isChoice ? this.plot.window.spanMs : FOLLOWING.spanMs;
    this.#change(() => (this.plot.window = { spanMs, end: undefined }));
  }

  pan(share: number): void {
    this.#change(() => (this.plot.window = pan(this.plot.window, share, this.now())));
  }

  zoom(factor: number): void {
    this.#change(() => (this.plot.window = zoomBy(this.plot.window, factor, this.plot.centre(this.now()), this.now())));
  }

  update(): void {
    const { end, spanMs } = this.plot.window;
    setText(this.#pause, end === undefined ? "Pause" : "Continue");
    this.#pause.setAttribute("aria-pressed", String(end !== undefined));
    this.#follow.disabled = end === undefined;
    const chosen = SPANS.some(([ms]) => ms === spanMs) ? String(spanMs) : "";
    if (document.activeElement !== this.#span) this.#span.value = chosen;
  }

  #change(work: () => void): void {
    work();
    this.update();
    this.onChange();
  }
}

function scaleSetting(name: (typeof SCALE_NAMES)[number], settings: PlotSettings, onChange: () => void): HTMLElement {
  const low = h("input", { type: "number", step: "any", "aria-label": `scale ${name} from`, placeholder: "auto" });
  const high = h("input", { type: "number", step: "any", "aria-label": `scale ${name} to`, placeholder: "auto" });
  const apply = () => {
    const isFixed = low.value !== "" && high.value !== "" && Number(low.value) < Number(high.value);
    settings.setFixed(name, isFixed ? [Number(low.value), Number(high.value)] : undefined);
    onChange();
  };
  low.addEventListener("input", apply);
  high.addEventListener("input", apply);
  return h(
    "div",
    { class: "bar", role: "group", "aria-label": `scale ${name}` },
    `Scale ${name}: from `,
    low,
    " to ",
    high,
  );
}
