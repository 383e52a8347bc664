import { FACTS } from "../../../../../daemon/facts.js";
import type { Frame } from "../../api/frame.js";

/** Names of fields that a message has: of more, how many there are. */
const MOST_NAMES = 10;

/** Whether any reading of a recording has had a value: what could not be measured is null. Looks no further when one has. */
export class ValueWatch {
  #hasValue = false;
  #readings = 0;
  readonly #nulls = new Set<string>();

  push({ type, payload }: Frame): void {
    // A sign of life is no reading.
    if (this.#hasValue || payload.length === 0) return;
    this.#readings++;
    if (type !== FACTS.frame.jsonType) this.#hasValue = true;
    else this.#look(parsed(payload), "");
  }

  /** What came instead of values, as half a sentence; undefined when a value has come, and before the first reading. */
  get missing(): string | undefined {
    if (this.#hasValue || this.#readings === 0) return undefined;
    const readings = this.#readings === 1 ? "its one reading" : `its ${this.#readings} readings`;
    const names = [...this.#nulls].filter((name) => name !== "");
    if (names.length === 0) return `${readings} ${this.#readings === 1 ? "has" : "have"} no value`;
    const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
    return `no field of ${readings} has a value: ${names.slice(0, MOST_NAMES).join(", ")}${more}`;
  }

  /** @param name the path to the value, such as `a.b`; empty for a reading as a whole. */
  #look(value: unknown, name: string): void {
    if (value === null) this.#nulls.add(name);
    else if (typeof value !== "object") this.#hasValue = true;
    else for (const [key, part] of Object.entries(value)) this.#look(part, name === "" ? key : `${name}.${key}`);
  }
}

/** What is no JSON is for others to look at, and no null. */
function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return "";
  }
}
