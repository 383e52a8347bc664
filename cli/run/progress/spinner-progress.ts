import yoctoSpinner from "yocto-spinner";
import { elapsed, type Progress } from "./progress.js";

/** Rewrites the last line of a terminal while work runs. */
export function spinnerProgress(stream: NodeJS.WriteStream): Progress {
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

/** Cuts to the terminal's width, so that a rewritten line never wraps and leaves pieces behind. */
function fit(text: string, columns = 80): string {
  const room = Math.max(10, columns - 3);
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
