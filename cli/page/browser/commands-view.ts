import type { CommandDescription } from "../model/events.js";
import { argsInBox, argsOf, fieldsOf, type FormField } from "../model/form.js";
import type { Exchange, Observed } from "../model/observed.js";
import { post } from "./connection.js";
import { button, choice, h, labelled, setText } from "./elements/dom.js";

/** Answers that are shown beside a request; all are among the frames. */
const SHOWN_ANSWERS = 5;

/** A form for each command, and what was sent with its answers. */
export class CommandsView {
  readonly element: HTMLElement;
  readonly #forms = h("div", { class: "forms" });
  readonly #history = h("ol", { class: "history" });
  readonly #problem = h("p", { class: "problem", role: "alert" });
  readonly #shown = new Map<string, ShownExchange>();
  #described = "";

  constructor() {
    const history = h("section", { "aria-label": "History" }, h("h2", {}, "Sent, the newest first"), this.#history);
    this.element = h(
      "div",
      { class: "panel commands" },
      this.#problem,
      h("div", { class: "columns" }, this.#forms, history),
    );
    this.#describe([]);
  }

  update({ status, exchanges }: Observed): void {
    const described = JSON.stringify(status.commands);
    if (described !== this.#described && status.run !== "starting") {
      this.#described = described;
      this.#describe(status.commands);
    }
    for (const exchange of exchanges.values()) this.#show(exchange);
    for (const [id, shown] of this.#shown) if (!exchanges.has(id)) shown.element.remove();
  }

  #describe(commands: readonly CommandDescription[]): void {
    const forms = commands.map((command) =>
      commandForm(command, (args) => this.#send({ command: command.name, ...args })),
    );
    const hint =
      "The plugin does not say which commands it has. Its answer to one that it does not know may name them.";
    const hints = commands.length === 0 ? [h("p", { class: "muted" }, hint)] : [];
    this.#forms.replaceChildren(
      ...hints,
      ...forms,
      rawForm((request) => this.#send(request)),
    );
  }

  #send(request: unknown): void {
    const id = crypto.randomUUID();
    this.#problem.textContent = "";
    post("command", { id, request }).catch((error: unknown) => {
      this.#problem.textContent = error instanceof Error ? error.message : String(error);
    });
  }

  #show(exchange: Exchange): void {
    const { id, request } = exchange.sent;
    let shown = this.#shown.get(id);
    if (shown === undefined) {
      shown = new ShownExchange(request, () => this.#send(request));
      this.#shown.set(id, shown);
      this.#history.prepend(shown.element);
    }
    shown.update(exchange);
  }
}

/** One request, its answers, and a button that sends it again. */
class ShownExchange {
  readonly element: HTMLElement;
  readonly #state = h("span", { class: "state" });
  readonly #answers = h("pre", { tabindex: 0, role: "region", "aria-label": "Answers" });

  constructor(request: unknown, resend: () => void) {
    const text = JSON.stringify(request);
    const head = h("div", { class: "bar" }, h("code", {}, text), this.#state, button("Send again", resend));
    this.element = h("li", {}, head, this.#answers);
  }

  update({ answers, end }: Exchange): void {
    const count = `${answers.total} ${answers.total === 1 ? "answer" : "answers"}`;
    const state = end === undefined ? "answers come" : end.error === undefined ? "done" : "refused";
    setText(this.#state, `${state}, ${count}`);
    const more = answers.total > SHOWN_ANSWERS ? [`… ${answers.total - SHOWN_ANSWERS} before`] : [];
    const texts = answers.newest(SHOWN_ANSWERS).map(({ text, type, size }) => text ?? `${type}, ${size} bytes`);
    const error = end?.error === undefined ? [] : [`✖ ${end.error}`];
    setText(this.#answers, [...more, ...texts, ...error].join("\n"));
  }
}

type Send = (args: { readonly args?: Record<string, unknown> }) => void;

function commandForm({ name, schema }: CommandDescription, send: Send): HTMLElement {
  const fields = fieldsOf(schema);
  if (fields === undefined) return boxForm(name, send);
  const controls = new Map(fields.map((field) => [field, controlOf(field)] as const));
  const rows = [...controls].map(([field, control]) => {
    const label = labelled(field.required ? field.name : `${field.name} (optional)`, control);
    if (field.description !== "") label.append(h("small", {}, field.description));
    return label;
  });
  return formOf(name, rows, () => {
    const args = argsOf(fields, (field) => controls.get(field)?.value ?? "");
    send({ args });
  });
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function controlOf(field: FormField): Control {
  const { kind, initial, required, minimum: min, maximum: max, step = "any", choices = [true, false] } = field;
  if (kind === "choice" || kind === "switch") {
    const options = choices.map((value) => [JSON.stringify(value), String(value)] as const);
    const first = required ? (options[0]?.[0] ?? "") : "";
    return choice(required ? options : [["", "–"], ...options], initial || first, () => {}, { name: field.name });
  }
  if (kind === "json") {
    const area = h("textarea", { name: field.name, rows: 2, spellcheck: "false", placeholder: "JSON", required });
    area.value = initial;
    return area;
  }
  const input = h("input", { name: field.name, type: kind === "number" ? "number" : "text" });
  if (kind === "number") {
    for (const [key, value] of Object.entries({ min, max, step, required })) {
      if (value !== undefined && value !== false) input.setAttribute(key, value === true ? "" : String(value));
    }
  }
  input.value = initial;
  return input;
}

function boxForm(name: string, send: Send): HTMLElement {
  const box = h("textarea", { rows: 2, spellcheck: "false", placeholder: '{"KEY": VALUE}' });
  return formOf(name, [labelled("arguments (JSON, optional)", box)], () => {
    const args = argsInBox(box.value);
    send(args === undefined ? {} : { args });
  });
}

/** The whole request, as an operator's program would send it. */
function rawForm(send: (request: unknown) => void): HTMLElement {
  // A name that the plugin does not have would be a riddle.
  const placeholder = '{"command": "NAME", "args": {"KEY": VALUE}}';
  const box = h("textarea", { rows: 2, spellcheck: "false", placeholder, required: true });
  return formOf("any request", [labelled("request (JSON)", box)], () => send(argsInBox(box.value) ?? {}));
}

function formOf(title: string, rows: readonly HTMLElement[], submit: () => void): HTMLElement {
  const problem = h("p", { class: "problem", role: "alert" });
  const form = h("form", { "aria-label": title }, h("h2", {}, title), ...rows, problem, h("button", {}, "Send"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      submit();
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
    }
  });
  return form;
}
