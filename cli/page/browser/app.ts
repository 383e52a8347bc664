import type { Hello, Problem } from "../model/events.js";
import { Observed } from "../model/observed.js";
import { CommandsView } from "./commands-view.js";
import { post } from "./connection.js";
import { button, h, setText } from "./elements/dom.js";
import { Tabs } from "./elements/tabs.js";
import { FramesView } from "./frames-view.js";
import { LogView } from "./log-view.js";
import { Legend } from "./plot/legend.js";
import { nowOf, Plot } from "./plot/plot.js";
import { PlotSettings } from "./plot/plot-settings.js";
import { saveCsv, saveLines, savePng } from "./plot/saving.js";
import { Toolbar } from "./plot/toolbar.js";
import { StatusView } from "./status-view.js";

/** The whole page for one run of `dev`. */
export class App {
  readonly element = h("div", { class: "app" });
  readonly observed: Observed;
  readonly toolbar: Toolbar;
  readonly #settings = new PlotSettings();
  readonly #plot: Plot;
  readonly #legend: Legend;
  readonly #status = new StatusView();
  readonly #frames = new FramesView();
  readonly #log = new LogView();
  readonly #commands = new CommandsView();
  readonly #empty = h("p", { class: "empty" });
  readonly #left = h("span", { class: "muted" });
  readonly #record = button("Stop recording", () => this.#toggleRecording());
  readonly #problem = h("section", {
    class: "overlay",
    role: "alert",
    "aria-label": "What is to be mended",
  });
  readonly #notice = h("p", { class: "problem", role: "alert" });
  #problemShown = "";
  isConnected = true;

  constructor(plugin: Hello) {
    this.observed = new Observed(plugin);
    const redraw = () => this.draw();
    this.#plot = new Plot(this.#settings, () => {
      this.toolbar.update();
      redraw();
    });
    this.#legend = new Legend(this.#settings, redraw);
    this.toolbar = new Toolbar(this.#plot, this.#settings, () => nowOf(this.observed), redraw);
    this.#problem.hidden = true;
    this.element.append(this.#header(plugin), this.#main(plugin));
    document.title = `${plugin.name} – Laniakea plugin`;
  }

  /** Draws the curves as they are now. */
  draw(): void {
    this.#plot.draw(this.observed, nowOf(this.observed));
  }

  /** Samples behind what is on the screen. */
  get points(): number {
    return this.#plot.points;
  }

  /** All but the curves: a few times a second is enough for a person. */
  update(drawnPerSecond: number): void {
    const { observed } = this;
    this.#status.update(observed, this.isConnected, Date.now());
    this.#legend.update(observed, this.#plot);
    this.#frames.update(observed);
    this.#log.update(observed);
    if (observed.plugin.type === "controller") this.#commands.update(observed);
    this.#showProblem(observed.status.problem);
    const isDatasource = observed.plugin.mode === "live" && observed.plugin.type === "datasource";
    this.#record.hidden = !isDatasource;
    this.#record.disabled = observed.status.run !== "running" || !this.isConnected;
    setText(this.#record, observed.status.recording ? "Stop recording" : "Start recording");
    setText(this.#empty, observed.series.size === 0 ? emptyText(observed) : "");
    this.#empty.hidden = observed.series.size > 0;
    setText(this.#left, leftText(observed, this.points, drawnPerSecond));
  }

  #header({ name, type, mode }: Hello): HTMLElement {
    const kind = mode === "file" ? "a recording" : type;
    const title = h("h1", {}, name, " ", h("span", { class: "kind" }, kind));
    return h("header", {}, h("div", { class: "bar title" }, title, this.#record), this.#status.element, this.#notice);
  }

  #main({ type, mode }: Hello): HTMLElement {
    const { observed } = this;
    const saving = h(
      "div",
      { class: "bar", role: "group", "aria-label": "Save" },
      "Save what was seen:",
      button("CSV", () => saveCsv(observed)),
      button("JSON lines", () => saveLines(observed)),
      button("PNG", () => this.#plot.canvas && savePng(observed, this.#plot.canvas, this.#settings.hidden)),
      this.#left,
    );
    const picture = h("div", { class: "picture" }, this.#plot.element, this.#empty);
    const plot = h(
      "section",
      { class: "card", "aria-label": "Plot" },
      this.toolbar.element,
      picture,
      this.#legend.element,
      saving,
    );
    const frames = ["Frames", this.#frames.element] as const;
    const log = ["Log", this.#log.element] as const;
    const commands = ["Commands", this.#commands.element] as const;
    const panels = mode === "file" ? [frames] : type === "controller" ? [commands, frames, log] : [frames, log];
    const tabs = new Tabs("Details", panels).element;
    tabs.classList.add("card");
    return h("main", {}, this.#problem, plot, tabs);
  }

  #toggleRecording(): void {
    this.#notice.textContent = "";
    post("record", { on: !this.observed.status.recording }).catch((error: unknown) => {
      this.#notice.textContent = error instanceof Error ? error.message : String(error);
    });
  }

  #showProblem(problem: Problem | undefined): void {
    const key = JSON.stringify(problem ?? "");
    if (key === this.#problemShown) return;
    this.#problemShown = key;
    this.#problem.hidden = problem === undefined;
    if (problem === undefined) return;
    const hide = button("Hide", () => (this.#problem.hidden = true));
    const text = h("pre", { tabindex: 0, role: "region", "aria-label": "The error" }, problem.why);
    this.#problem.replaceChildren(h("div", { class: "bar" }, h("h2", {}, problem.what), hide), text);
  }
}

function emptyText({ status, plugin, frameCount }: Observed): string {
  if (plugin.mode === "file") return "This recording holds no numbers. The frames are below.";
  if (status.run === "starting") return "The plugin is starting.";
  if (status.run === "failed") return "The plugin does not run. Save a file to start it again.";
  if (frameCount > 0)
    return "Frames come, but they hold no numbers. Each number in a JSON payload becomes a curve: yield { celsius: 21.5 }.";
  if (plugin.type === "controller") return "Send a command below. Each number in its answers becomes a curve.";
  return status.recording
    ? "Waiting for the first reading."
    : "Start the recording. Each number in its frames becomes a curve.";
}

function leftText({ frames }: Observed, points: number, drawnPerSecond: number): string {
  const parts = [`${points} points on the screen`];
  if (drawnPerSecond > 0 && drawnPerSecond < 30)
    parts.push(`drawn ${drawnPerSecond} times a second, as more takes too long`);
  if (frames.dropped > 0) parts.push(`${frames.dropped} older frames are not kept`);
  return parts.join("; ");
}
