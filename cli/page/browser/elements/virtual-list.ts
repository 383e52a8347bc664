import { h } from "./dom.js";

/** px of each row; the style sheet has the same. */
const ROW_PX = 26;
/** Rows beyond the edges, so that a quick scroll shows no blank. */
const BEYOND = 6;

/** A column of a list: its heading, and what an item has there. */
export interface Column<Item> {
  readonly heading: string;
  readonly name: string;
  text(item: Item): string;
}

/** A table of which only the rows in sight are in the document. At its end it follows what comes; elsewhere it stays. */
export class VirtualList<Item> {
  readonly element: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #space: HTMLElement;
  readonly #detail = h("pre", { class: "detail", tabindex: 0, role: "region", "aria-label": "The selected row" });
  #items: readonly Item[] = [];
  #dropped = 0;
  #drawn = "";

  constructor(
    readonly label: string,
    readonly columns: readonly Column<Item>[],
    readonly classOf: (item: Item) => string,
    readonly detailOf: (item: Item) => string,
  ) {
    this.#space = h("div", { class: "rows", role: "rowgroup" });
    const heading = h("div", { class: "row heading", role: "row" });
    heading.append(...columns.map(({ heading: text, name }) => h("span", { class: name, role: "columnheader" }, text)));
    this.#scroller = h("div", { class: "list", role: "table", "aria-label": label, tabindex: 0 });
    this.#scroller.append(h("div", { class: "headings", role: "rowgroup" }, heading), this.#space);
    this.#scroller.addEventListener("scroll", () => this.#draw());
    this.#detail.hidden = true;
    this.element = h("div", { class: "list-with-detail" }, this.#scroller, this.#detail);
  }

  /** @param dropped how many items before the first have gone: what a person looks at stays where it is. */
  show(items: readonly Item[], dropped: number): void {
    const scroller = this.#scroller;
    const isAtEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - ROW_PX;
    const gone = dropped - this.#dropped;
    this.#items = items;
    this.#dropped = dropped;
    this.#space.style.height = `${items.length * ROW_PX}px`;
    if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
    else if (gone > 0) scroller.scrollTop -= gone * ROW_PX;
    this.#draw();
  }

  #draw(): void {
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / ROW_PX) - BEYOND);
    const last = Math.min(this.#items.length, first + Math.ceil(this.#scroller.clientHeight / ROW_PX) + 2 * BEYOND);
    const drawn = `${this.#dropped}:${first}:${last}:${this.#items.length}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    // The focus stays on the row that has it.
    const focused = this.#space.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-row")
      : null;
    const rows = this.#items.slice(first, last).map((item, index) => this.#row(item, first + index));
    this.#space.replaceChildren(...rows);
    if (focused) this.#space.querySelector<HTMLElement>(`[data-row="${focused}"]`)?.focus({ preventScroll: true });
  }

  #row(item: Item, index: number): HTMLElement {
    const row = h("div", { class: `row ${this.classOf(item)}`, role: "row", "aria-rowindex": index + 1 });
    row.style.top = `${index * ROW_PX}px`;
    const [head, ...rest] = this.columns.map((column) => ({ column, text: column.text(item) }));
    const open = () => this.#select(item);
    if (head !== undefined) {
      const opener = h("button", { type: "button", onclick: open, "data-row": this.#dropped + index }, head.text);
      row.append(h("span", { class: head.column.name, role: "cell" }, opener));
    }
    row.append(...rest.map(({ column, text }) => h("span", { class: column.name, role: "cell", onclick: open }, text)));
    return row;
  }

  #select(item: Item): void {
    this.#detail.hidden = false;
    this.#detail.textContent = this.detailOf(item);
  }
}
