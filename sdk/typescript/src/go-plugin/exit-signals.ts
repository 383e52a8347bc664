import { GO_PLUGIN } from "./rpc/facts.js";

/** What tells a plugin to end although its host did not call Shutdown. */
export type ExitReason = "host gone" | "SIGTERM";

/** ms between two looks at the parent process. */
const PARENT_POLL = GO_PLUGIN.time.parentPollMs;

/**
 * Calls `onExit` when SIGTERM comes or, unless the plugin is to wait for another host, when the parent process is gone.
 * Ignores SIGINT, because Ctrl-C in a terminal reaches the whole group and the host drives the end (server.go:460-473).
 * Returns what undoes it.
 *
 * go-plugin itself does not notice a dead host (hashicorp/go-plugin#210): without this, each daemon crash leaves the
 * plugin running and holding its hardware.
 */
export function watchForExit(
  onExit: (reason: ExitReason) => void,
  { withoutHost }: { readonly withoutHost: "end" | "wait" },
): () => void {
  const ignore = () => {};
  const onTerm = () => onExit("SIGTERM");
  const parent = process.ppid;
  // Compared with the start's value, not with 1: a subreaper may adopt us.
  const poll = setInterval(() => {
    if (process.ppid !== parent && withoutHost === "end") onExit("host gone");
  }, PARENT_POLL).unref();
  process.on("SIGINT", ignore);
  process.on("SIGTERM", onTerm);
  return () => {
    clearInterval(poll);
    process.off("SIGINT", ignore);
    process.off("SIGTERM", onTerm);
  };
}
