import { MOST_SERIES, type Observed } from "../../model/observed.js";
import type { Series } from "../../model/series.js";
import { choice, h, setText } from "../elements/dom.js";
import { valueText } from "../elements/units.js";
import type { Plot } from "./plot.js";
import { type PlotSettings, SCALE_NAMES, type ScaleName } from "./plot-settings.js";
import { colourOf } from "./theme.js";

interface Row {
  readonly element: HTMLElement;
  readonly swatch: HTMLElement;
  readonly toggle: HTMLElement;
  readonly value: HTMLElement;
}

/** The curves by name: their colour, the last value or the one at the cursor, their scale; each can be hidden. */
export class Legend {
  readonly element: HTMLElement;
  readonly #body = h("tbody");
  readonly #heading = h("th", { scope: "col" }, "Last value");
  readonly #left = h("p", { class: "muted" });
  readonly #rows = new Map<string, Row>();
  #observed: Observed | undefined;

  constructor(
    readonly settings: PlotSettings,
    readonly onChange: () => void,
  ) {
    const head = h("tr", {}, h("th", { scope: "col" }, "Series"), this.#heading, h("th", { scope: "col" }, "Scale"));
    const table = h("table", {}, h("caption", { class: "unseen" }, "Series"), h("thead", {}, head), this.#body);
    this.element = h(
      "div",
      { class: "legend", tabindex: 0, role: "region", "aria-label": "Series" },
      table,
      this.#left,
    );
  }

  update(observed: Observed, plot: Plot): void {
    if (this.#observed !== observed) {
      this.#rows.clear();
      this.#body.replaceChildren();
      this.#observed = observed;
    }
    setText(this.#heading, plot.atCursor === undefined ? "Last value" : "At the cursor");
    for (const series of observed.series.values()) {
      const row = this.#rowOf(series, observed);
      const value = plot.atCursor === undefined ? series.value : plot.atCursor.get(series.name);
      setText(row.value, valueText(value ?? Number.NaN));
      const isShown = !this.settings.hidden.has(series.name);
      row.toggle.setAttribute("aria-pressed", String(isShown));
      row.swatch.style.backgroundColor = isShown ? colourOf(observed.colours.of(series.name)) : "transparent";
    }
    const left = observed.seriesLeftOut.size;
    setText(this.#left, left === 0 ? "" : `${left} more are not drawn: a plot has ${MOST_SERIES} at most`);
  }

  #rowOf({ name }: Series, observed: Observed): Row {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const swatch = h("span", { class: "swatch", "aria-hidden": "true" });
    swatch.style.borderColor = colourOf(observed.colours.of(name));
    const toggle = h(
      "button",
      { type: "button", class: "series", "aria-pressed": "true", title: "show or hide" },
      swatch,
      name,
    );
    toggle.addEventListener("click", () => {
      this.settings.toggle(name);
      this.onChange();
    });
    const scales = SCALE_NAMES.map((scale) => [scale, scale] as const);
    const scale = choice(
      scales,
      this.settings.scaleOf(name),
      (chosen) => {
        this.settings.setScaleOf(name, chosen as ScaleName);
        this.onChange();
      },
      { "aria-label": `scale of ${name}` },
    );
    const value = h("td", { class: "value" });
    const element = h("tr", {}, h("th", { scope: "row" }, toggle), value, h("td", {}, scale));
    const row = { element, swatch, toggle, value };
    this.#rows.set(name, row);
    this.#body.append(element);
    return row;
  }
}
