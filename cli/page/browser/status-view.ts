import type { Observed } from "../model/observed.js";
import { silenceOf } from "../model/rates.js";
import { h, setText } from "./elements/dom.js";
import { bytesText, durationText } from "./elements/units.js";

/** Frames a second near which the pacing is what holds a plugin back. */
const PACED = 36;

/** Whether it is alive, at a glance. */
export class StatusView {
  readonly element = h("dl", { class: "status", "aria-label": "State" });
  readonly #cells = new Map<string, { term: HTMLElement; value: HTMLElement }>();

  update(observed: Observed, isConnected: boolean, now: number): void {
    const { status, plugin, rates } = observed;
    const { frames, bytes } = rates.at(now);
    if (plugin.mode === "file") {
      this.#set("State", isConnected ? "recorded" : "plot has ended", isConnected ? "" : "bad");
      return this.#counts(observed);
    }
    this.#set("State", ...stateOf(observed, isConnected));
    this.#set("Rate", `${frames.toFixed(1)} frames/s, ${bytesText(bytes)}/s`);
    this.#set("Last frame", ...this.#age(observed, now));
    const paced = frames >= PACED ? "at 40 frames/s: yield waits" : `${durationText(observed.heldMs)} behind`;
    this.#set("Pacing", observed.frameCount === 0 ? "–" : paced, frames >= PACED ? "warn" : "");
    this.#set("Dropped", `${observed.dropped} readings`, observed.dropped > 0 ? "warn" : "");
    this.#set("Restarts", String(status.restarts));
    this.#counts(observed);
  }

  #counts(observed: Observed): void {
    const left = observed.leftOut === 0 ? "" : `, ${observed.leftOut} left out`;
    this.#set("Frames", `${observed.frameCount}${left}`, observed.leftOut === 0 ? "" : "warn");
  }

  #age(observed: Observed, now: number): [text: string, level: string] {
    const { aliveAt, status, plugin } = observed;
    if (aliveAt === undefined) return ["none yet", ""];
    const age = now - aliveAt;
    const text = `${durationText(age)} ago`;
    const limit = durationText(plugin.timeoutMs);
    if (!status.recording) return [text, ""];
    const silence = silenceOf(age, plugin.timeoutMs);
    if (silence === "over") return [`${text}: the daemon would have restarted it after ${limit}`, "bad"];
    if (silence === "long") return [`${text}: the daemon restarts it after ${limit}`, "warn"];
    return [`${text} (limit ${limit})`, "good"];
  }

  #set(term: string, text: string, level = ""): void {
    let cell = this.#cells.get(term);
    if (cell === undefined) {
      cell = { term: h("dt", {}, term), value: h("dd") };
      this.#cells.set(term, cell);
      this.element.append(h("div", {}, cell.term, cell.value));
    }
    setText(cell.value, text);
    cell.value.dataset["level"] = level;
  }
}

function stateOf({ status, plugin }: Observed, isConnected: boolean): [text: string, level: string] {
  if (!isConnected) return ["dev has ended; start it again", "bad"];
  switch (status.run) {
    case "starting":
      return ["starting", ""];
    case "failed":
      return ["ended; save a file to start it", "bad"];
    case "ended":
      return ["ended", ""];
    case "running":
      if (plugin.type === "controller") return ["takes commands", "good"];
      return status.recording ? ["recording", "good"] : ["not recording", "warn"];
  }
}
