import { App } from "./app.js";
import { listen } from "./connection.js";
import { h } from "./elements/dom.js";

import "uplot/dist/uPlot.min.css";
import "./style.css";

/** ms between two looks at all but the curves. */
const UPDATE_MS = 150;
/** A share of the time that drawing may take, so that the page stays quick to a person. */
const DRAW_SHARE = 0.6;

/** Where keys mean something of their own. */
const OWN_KEYS = "input, select, textarea, button, summary, [role=tab], [role=table], pre";

class Page {
  #app: App | undefined;
  #updated = 0;
  #drawn = 0;
  #drawMs = 0;
  #draws: number[] = [];

  start(): void {
    document.body.append(h("p", { class: "empty" }, "Connecting to dev…"));
    listen({
      hello: (plugin) => {
        if (this.#app?.observed.plugin.session === plugin.session) return;
        this.#app = new App(plugin);
        document.body.replaceChildren(this.#app.element);
      },
      events: (events) => events.forEach((event) => this.#app?.observed.apply(event)),
      connected: (is) => {
        if (this.#app !== undefined) this.#app.isConnected = is;
      },
    });
    addEventListener("keydown", (event) => this.#onKey(event));
    requestAnimationFrame((now) => this.#onFrame(now));
  }

  #onFrame(now: number): void {
    requestAnimationFrame((next) => this.#onFrame(next));
    const app = this.#app;
    if (app === undefined) return;
    // A drawing that takes long comes less often: the rest of the page has to go on.
    if (now - this.#drawn >= this.#drawMs / DRAW_SHARE) {
      const since = performance.now();
      app.draw();
      this.#drawMs = performance.now() - since;
      this.#drawn = now;
      this.#draws = [...this.#draws.filter((time) => time > now - 1_000), now];
    }
    if (now - this.#updated < UPDATE_MS) return;
    this.#updated = now;
    app.update(this.#draws[0] !== undefined && now - this.#draws[0] > 900 ? this.#draws.length : 0);
  }

  #onKey(event: KeyboardEvent): void {
    const toolbar = this.#app?.toolbar;
    const isElsewhere = event.target instanceof Element && event.target.matches(OWN_KEYS);
    if (toolbar === undefined || isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
    const actions: Readonly<Record<string, () => void>> = {
      " ": () => toolbar.togglePause(),
      ArrowLeft: () => toolbar.pan(-0.25),
      ArrowRight: () => toolbar.pan(0.25),
      ArrowUp: () => toolbar.zoom(1 / 1.6),
      ArrowDown: () => toolbar.zoom(1.6),
      End: () => toolbar.follow(),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }
}

new Page().start();
