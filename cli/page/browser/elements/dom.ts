type Child = Node | string;

/** What an element is made with: attributes by their name, and listeners by `on` and the event's name. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>>;

/** An element. Text stays text, whatever it holds: a payload never becomes HTML. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** A button that says what it does. */
export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return h("button", { type: "button", onclick: onClick, ...attributes }, label);
}

/** A control with its label before it. */
export function labelled(label: string, control: HTMLElement): HTMLLabelElement {
  return h("label", {}, h("span", {}, label), control);
}

/** Changes an element's text only where it is another: a screen reader says what changes. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A choice of a few values. */
export function choice(
  options: readonly (readonly [value: string, label: string])[],
  chosen: string,
  onChange: (value: string) => void,
  attributes: Attributes = {},
): HTMLSelectElement {
  const select = h("select", attributes, ...options.map(([value, label]) => h("option", { value }, label)));
  select.value = chosen;
  select.addEventListener("change", () => onChange(select.value));
  return select;
}

/** Hands a file to the person. */
export function save(name: string, content: Blob): void {
  const href = URL.createObjectURL(content);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
