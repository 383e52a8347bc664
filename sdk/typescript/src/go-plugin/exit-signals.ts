import { GO_PLUGIN } from "./rpc/facts.js";

/** What tells a plugin to end although its host did not call Shutdown. */
export type ExitReason = "host gone" | EndingSignal;

/** Signals that end a process which does not handle them, without a word. SIGXCPU is the end of its CPU time. */
const ENDING_SIGNALS = ["SIGTERM", "SIGQUIT", "SIGXCPU"] as const;
type EndingSignal = (typeof ENDING_SIGNALS)[number];
/** Those that a terminal sends to the whole group, of which the host is a part: it drives the end (server.go:460-473). */
const GROUP_SIGNALS = ["SIGINT", "SIGHUP"] as const;

/** ms between two looks at the parent process. */
const PARENT_POLL = GO_PLUGIN.time.parentPollMs;

/**
 * Calls `onExit` when a signal comes that ends a process or, unless the plugin is to wait for another host, when the parent process
 * is gone. Ignores Ctrl-C and the end of a terminal's session. Returns what undoes it.
 *
 * go-plugin itself does not notice a dead host (hashicorp/go-plugin#210): without this, each daemon crash leaves the
 * plugin running and holding its hardware.
 */
export function watchForExit(
  onExit: (reason: ExitReason) => void,
  { withoutHost }: { readonly withoutHost: "end" | "wait" },
): () => void {
  const parent = process.ppid;
  // Compared with the start's value, not with 1: a subreaper may adopt us.
  const poll = setInterval(() => {
    if (process.ppid !== parent && withoutHost === "end") onExit("host gone");
  }, PARENT_POLL).unref();
  const listeners = [
    ...GROUP_SIGNALS.map((signal) => [signal, () => {}] as const),
    ...ENDING_SIGNALS.map((signal) => [signal, () => onExit(signal)] as const),
  ];
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    clearInterval(poll);
    for (const [signal, listener] of listeners) process.off(signal, listener);
  };
}
