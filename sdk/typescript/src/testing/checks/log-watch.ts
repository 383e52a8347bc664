import { GO_PLUGIN, worded } from "../../go-plugin/rpc/facts.js";
import { recordIn, shownLine } from "../error-line.js";
import { CheckFailed, Warned } from "./checklist.js";
import { logLineProblem } from "./log-line.js";
import { shown } from "./shown.js";

/** How many of the last lines are kept: those of an error and its stack. */
const KEPT = 50;
/** Characters of a line that a host reads in one piece. */
const LONGEST_LINE = GO_PLUGIN.log.maxLineBytes;
/** Characters that a plugin may log in one check, which takes seconds: more would fill the daemon's disk. */
const MOST_LOGGED = 16 * 2 ** 20;
/** Warnings that a report has; what is behind them is in the log. */
const MOST_WARNINGS = 5;
/** How a record of hclog's says that it is a warning. */
const WARN = '"warn"';
/** What both SDKs log last. */
const LAST_RECORD = worded(GO_PLUGIN.message.pluginEnds, { reason: "Shutdown" });

/** Looks at what a plugin writes to stderr as it comes, and keeps the end only. */
export class LogWatch {
  readonly last: string[] = [];
  /** As the plugin calls itself; undefined before its last record, and for one whose SDK does not say it. */
  name: string | undefined;
  #lines = 0;
  #size = 0;
  #lineSize = 0;
  #problem: CheckFailed | undefined;
  /** The plugin's warnings, each once: by its words without their numbers, which differ from one to the next. */
  readonly #warnings = new Map<string, string>();
  #warnsOfMore = false;
  #lastWarning: string | undefined;

  /** @param isWhole false for all pieces of a long line but the last. */
  push(line: string, isWhole: boolean): void {
    this.last.push(line);
    if (this.last.length > KEPT) this.last.shift();
    this.#size += line.length;
    this.#lineSize += line.length;
    this.#problem ??= this.#problemOf(line);
    if (!isWhole) return;
    this.#lines++;
    this.#lineSize = 0;
    if (line.includes(LAST_RECORD)) this.name = nameIn(line);
    if (line.includes(WARN)) this.#keepWarning(line);
  }

  /** What the log was like. @throws {CheckFailed} for what the daemon cannot read, or not for long. */
  check(): string {
    if (this.#problem !== undefined) throw this.#problem;
    return `${this.#lines} lines`;
  }

  /** What the plugin has warned of, each kind once; undefined for one that has not. */
  get warnings(): Warned | undefined {
    const kinds = this.#warnings.size;
    if (kinds === 0) return undefined;
    const observed = kinds === 1 ? "it warns" : `it warns of ${this.#warnsOfMore ? "more than " : ""}${kinds} things`;
    return new Warned(observed, [...this.#warnings.values()].join("\n"));
  }

  /** The warning that came last; undefined for a plugin that has not warned. */
  get lastWarning(): string | undefined {
    return this.#lastWarning;
  }

  #keepWarning(line: string): void {
    const { "@level": level, "@message": message } = recordIn(line) ?? {};
    if (level !== "warn" || typeof message !== "string") return;
    this.#lastWarning = shownLine(message);
    const kind = message.replace(/\d+(?:\.\d+)?/g, "0");
    if (this.#warnings.has(kind)) return;
    if (this.#warnings.size < MOST_WARNINGS) this.#warnings.set(kind, shownLine(message));
    else this.#warnsOfMore = true;
  }

  #problemOf(line: string): CheckFailed | undefined {
    const problem = logLineProblem(line);
    if (problem !== undefined)
      return new CheckFailed(problem, "the daemon crashes when it reads that: use the SDK's log");
    if (this.#lineSize > LONGEST_LINE) {
      const cause = "the daemon takes it in pieces, as plain text: end each line, and use the SDK's log";
      return new CheckFailed(`a line of more than ${LONGEST_LINE} bytes on stderr: ${shown(line)}`, cause);
    }
    if (this.#size <= MOST_LOGGED) return undefined;
    const cause = "the daemon's log would fill its disk: log less, or at level debug what is for you alone";
    return new CheckFailed(`more than ${MOST_LOGGED / 2 ** 20} MiB on stderr: ${shown(line)}`, cause);
  }
}

function nameIn(line: string): string | undefined {
  try {
    const { "@message": message, "@module": name } = JSON.parse(line) as Record<string, unknown>;
    return message === LAST_RECORD && typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}
