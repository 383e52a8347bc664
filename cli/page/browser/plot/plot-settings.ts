/** How the values of a scale are shown: by themselves, or between two that a person has set. */
export interface ScaleSetting {
  readonly fixed: readonly [low: number, high: number] | undefined;
}

export const SCALE_NAMES = ["1", "2", "3"] as const;
export type ScaleName = (typeof SCALE_NAMES)[number];

/** What a person has set for the plot. It does not change with the data. */
export class PlotSettings {
  readonly hidden = new Set<string>();
  readonly #scaleOf = new Map<string, ScaleName>();
  readonly scales = new Map<ScaleName, ScaleSetting>(SCALE_NAMES.map((name) => [name, { fixed: undefined }]));
  /** Counts the changes that a plot is built anew for. */
  version = 0;

  scaleOf(series: string): ScaleName {
    return this.#scaleOf.get(series) ?? "1";
  }

  setScaleOf(series: string, scale: ScaleName): void {
    this.#scaleOf.set(series, scale);
    this.version++;
  }

  toggle(series: string): void {
    if (!this.hidden.delete(series)) this.hidden.add(series);
    this.version++;
  }

  setFixed(scale: ScaleName, fixed: readonly [number, number] | undefined): void {
    this.scales.set(scale, { fixed });
  }
}
