import uPlot from "uplot";
import { type Columns, columnsOf, nearestValue } from "../../model/columns.js";
import type { Mark } from "../../model/events.js";
import type { Observed } from "../../model/observed.js";
import { FOLLOWING, rangeOf, type TimeWindow, zoomTo } from "../../model/time-window.js";
import { h } from "../elements/dom.js";
import { drawMarks } from "./plot-marks.js";
import { type PlotSettings, SCALE_NAMES, type ScaleName } from "./plot-settings.js";
import { colourOf, themeOf } from "./theme.js";

/** px */
const HEIGHT = 340;
/** px below which a screen has no room for a second scale's numbers. */
const NARROW = 500;

/** The curves. What it shows is the person's: new data changes neither the window nor the scales that are fixed. */
export class Plot {
  readonly element = h("div", {
    class: "plot",
    role: "img",
    "aria-label": "Plot of the numbers over time",
    tabindex: 0,
  });
  window: TimeWindow = FOLLOWING;
  #uplot: uPlot | undefined;
  #built = "";
  #columns: Columns = { times: new Float64Array(), curves: [], points: 0 };
  #marks: readonly Mark[] = [];
  #shown: readonly [from: number, to: number] = [0, 1];
  /** For each curve, its value at the cursor; undefined while there is no cursor. */
  atCursor: ReadonlyMap<string, number> | undefined;
  /** Samples behind what is on the screen. */
  points = 0;

  constructor(
    readonly settings: PlotSettings,
    readonly onZoom: () => void,
  ) {}

  /** Draws what there is when the newest is at `now`; ms since 1970. */
  draw(observed: Observed, now: number): void {
    const shown = [...observed.series.values()].filter(({ name }) => !this.settings.hidden.has(name));
    const width = Math.floor(this.element.clientWidth);
    if (width === 0) return;
    const [from, to] = (this.#shown = rangeOf(this.window, now));
    this.#marks = observed.marks.newest();
    this.#columns = columnsOf(shown, from, to, width);
    this.points = this.#columns.points;
    const names = shown.map(({ name }) => name);
    const key = JSON.stringify([names, this.settings.version, width, themeOf().isDark]);
    const data = [this.#columns.times, ...this.#columns.curves] as unknown as uPlot.AlignedData;
    if (key === this.#built && this.#uplot !== undefined) {
      this.#uplot.setData(data);
      return;
    }
    this.#built = key;
    this.#uplot?.destroy();
    this.#uplot = new uPlot(this.#options(names, observed, width), data, this.element);
  }

  /** The picture as it is; undefined before there is one. */
  get canvas(): HTMLCanvasElement | undefined {
    return this.#uplot?.ctx.canvas;
  }

  /** The time in the middle of what is shown, or under the pointer; ms. */
  centre(now: number): number {
    const left = this.#uplot?.cursor.left;
    if (this.#uplot !== undefined && left !== undefined && left >= 0) return this.#uplot.posToVal(left, "x");
    const [from, to] = rangeOf(this.window, now);
    return (from + to) / 2;
  }

  #options(names: readonly string[], observed: Observed, width: number): uPlot.Options {
    const used = SCALE_NAMES.filter(
      (scale) => scale === "1" || names.some((name) => this.settings.scaleOf(name) === scale),
    );
    return {
      width,
      height: HEIGHT,
      ms: 1,
      legend: { show: false },
      cursor: {
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        dataIdx: (_, series, place) => nearestValue(this.#columns.curves[series - 1] ?? [], place) ?? place,
      },
      scales: {
        x: { time: true, range: () => [...this.#shown] },
        ...Object.fromEntries(used.map((name) => [name, this.#scale(name)])),
      },
      axes: [
        axisOf("x", 2),
        ...used.map((name, index) => axisOf(name, index === 0 ? 3 : 1, index > 0 && width < NARROW)),
      ],
      series: [
        {},
        ...names.map((name) => ({
          label: name,
          scale: this.settings.scaleOf(name),
          stroke: colourOf(observed.colours.of(name)),
          width: 1.5,
          points: { show: isSparse, fill: colourOf(observed.colours.of(name)), size: 5 },
        })),
      ],
      hooks: {
        setSelect: [(plot) => this.#select(plot)],
        setCursor: [(plot) => this.#readOut(plot, names)],
        draw: [(plot) => drawMarks(plot, this.#marks)],
      },
    };
  }

  #scale(name: ScaleName): uPlot.Scale {
    return {
      auto: true,
      range: (_, low, high) => {
        const fixed = this.settings.scales.get(name)?.fixed;
        if (fixed !== undefined) return [...fixed];
        return low === null || high === null ? [0, 1] : uPlot.rangeNum(low, high, 0.1, true);
      },
    };
  }

  #select(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    this.window = zoomTo(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.onZoom();
  }

  #readOut(plot: uPlot, names: readonly string[]): void {
    if ((plot.cursor.left ?? -1) < 0) {
      this.atCursor = undefined;
      return;
    }
    const values = names.map((name, index) => {
      const place = plot.cursor.idxs?.[index + 1];
      return [name, this.#columns.curves[index]?.[place ?? -1] ?? Number.NaN] as const;
    });
    this.atCursor = new Map(values);
  }
}

/** The newest time that there is: of the clock while a plugin runs, of the data where it was recorded before. */
export function nowOf(observed: Observed): number {
  return observed.plugin.mode === "live" ? Date.now() : (observed.newest ?? Date.now());
}

/** For steps of so many ms: what stands at each, and what stands below it where the day, or the minute, is another. */
const CLOCK: uPlot.Axis.Values = [
  [86_400_000, "{YYYY}-{MM}-{DD}", null, null, null, null, null, null, 1],
  [60_000, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{YYYY}-{MM}-{DD}", null, null, null, 1],
  [1_000, "{HH}:{mm}:{ss}", "\n{YYYY}-{MM}-{DD}", null, "\n{YYYY}-{MM}-{DD}", null, null, null, 1],
  [
    0.001,
    ":{ss}.{fff}",
    "\n{YYYY}-{MM}-{DD} {HH}:{mm}",
    null,
    "\n{YYYY}-{MM}-{DD} {HH}:{mm}",
    null,
    "\n{HH}:{mm}",
    null,
    1,
  ],
];

function axisOf(scale: string, side: 1 | 2 | 3, isHidden = false): uPlot.Axis {
  const { ink, grid } = themeOf();
  const lines = { stroke: grid, width: 1 };
  const font = "12px system-ui, sans-serif";
  const own = scale === "x" ? { values: CLOCK } : { size: 58 };
  const shownGrid = side === 1 ? { show: false } : lines;
  return { scale, side, stroke: ink, font, ticks: lines, grid: shownGrid, show: !isHidden, ...own };
}

/** Single samples are seen where there are few of them. */
function isSparse(plot: uPlot, series: number, first: number, last: number): boolean {
  const values = plot.data[series] ?? [];
  let count = 0;
  for (let place = first; place <= last; place++) if (typeof values[place] === "number") count++;
  return count * 8 < plot.bbox.width / devicePixelRatio;
}
