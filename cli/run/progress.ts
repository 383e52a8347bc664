import type { Writable } from "node:stream";
import yoctoSpinner from "yocto-spinner";
import { isCi } from "./ci.js";

/** Shows long work to a person while it runs. Goes to stderr: stdout is for results. */
export interface Progress {
  step(title: string): ProgressStep;
}

export interface ProgressStep {
  /** The newest line of output, shown behind the title where the terminal can rewrite a line. */
  update(detail: string): void;
  succeed(text?: string): void;
  fail(text?: string): void;
}

/** A spinner on a terminal; one line per event elsewhere. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  const canRewrite = stream.isTTY === true && process.env["TERM"] !== "dumb" && !isCi();
  return canRewrite ? spinnerProgress(stream) : plainProgress(stream);
}

export const silentProgress: Progress = {
  step: () => ({ update() {}, succeed() {}, fail() {} }),
};

export function plainProgress(stream: Pick<Writable, "write">): Progress {
  const started = (title: string) => {
    stream.write(`${title} …\n`);
    const since = performance.now();
    return {
      update() {},
      succeed: (text = title) => void stream.write(`✔ ${text}${elapsed(since)}\n`),
      fail: (text = title) => void stream.write(`✖ ${text}${elapsed(since)}\n`),
    };
  };
  return { step: started };
}

function spinnerProgress(stream: NodeJS.WriteStream): Progress {
  const started = (title: string) => {
    const since = performance.now();
    // Our own signal handling ends the run; the spinner's would exit the process before we cleaned up.
    const spinner = yoctoSpinner({ text: title, stream, handleSignals: false }).start();
    let last = "";
    const show = () => {
      spinner.text = fit(`${title}${elapsed(since)} ${last}`.trimEnd(), stream.columns);
    };
    // Also when nothing is said for long: that is when people wonder.
    const clock = setInterval(show, 1_000).unref();
    const end = (mark: "success" | "error", text: string) => {
      clearInterval(clock);
      spinner[mark](`${text}${elapsed(since)}`);
    };
    return {
      update(detail: string) {
        last = detail;
        show();
      },
      succeed: (text = title) => end("success", text),
      fail: (text = title) => end("error", text),
    };
  };
  return { step: started };
}

function elapsed(since: number): string {
  const seconds = (performance.now() - since) / 1000;
  return seconds < 1 ? "" : ` (${seconds.toFixed(0)} s)`;
}

/** Cuts to the terminal's width, so that a rewritten line never wraps and leaves pieces behind. */
function fit(text: string, columns = 80): string {
  const room = Math.max(10, columns - 3);
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
