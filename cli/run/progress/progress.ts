import type { Writable } from "node:stream";

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

/** Of what took a second or more, in a form that goes behind a title. @param since by performance.now(). */
export function elapsed(since: number): string {
  const seconds = (performance.now() - since) / 1000;
  return seconds < 1 ? "" : ` (${seconds.toFixed(0)} s)`;
}
