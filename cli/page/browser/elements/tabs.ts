import { h } from "./dom.js";

/** One panel at a time; the arrow keys go from one to the next. */
export class Tabs {
  readonly element: HTMLElement;
  readonly #tabs: readonly { readonly tab: HTMLElement; readonly panel: HTMLElement }[];

  constructor(label: string, panels: readonly (readonly [title: string, content: HTMLElement])[]) {
    this.#tabs = panels.map(([title, content]) => {
      const id = `panel-${title.toLowerCase()}`;
      const tab = h("button", { type: "button", role: "tab", id: `${id}-tab`, "aria-controls": id }, title);
      const panel = h("div", { role: "tabpanel", id, "aria-labelledby": `${id}-tab` }, content);
      return { tab, panel };
    });
    const list = h("div", { class: "tabs", role: "tablist", "aria-label": label });
    this.#tabs.forEach(({ tab }, index) => {
      tab.addEventListener("click", () => this.select(index));
      list.append(tab);
    });
    list.addEventListener("keydown", ({ key }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step === undefined) return;
      const next = (this.#selected + step + this.#tabs.length) % this.#tabs.length;
      this.select(next);
      this.#tabs[next]?.tab.focus();
    });
    this.element = h("section", { "aria-label": label }, list, ...this.#tabs.map(({ panel }) => panel));
    this.select(0);
  }

  #selected = 0;

  select(index: number): void {
    this.#selected = index;
    this.#tabs.forEach(({ tab, panel }, place) => {
      tab.setAttribute("aria-selected", String(place === index));
      tab.tabIndex = place === index ? 0 : -1;
      panel.hidden = place !== index;
    });
  }
}
