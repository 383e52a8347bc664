import type { PluginEntry } from "../../daemon/entry.js";
import type { RegisterResult } from "./register.js";

/** A registration, and whether a daemon has to hear of it. */
export interface Registered extends RegisterResult {
  readonly entry: PluginEntry;
  /** The process of the daemon that runs on the folder, as far as that can be seen. */
  readonly daemon: number | undefined;
}

/** How the daemon comes to see what was registered. */
export function whatTheDaemonNeeds({ entry, status, install, daemon }: Registered): string[] {
  const { name, type, exec, timeout, maxTimeouts } = entry;
  if (daemon === undefined) return status === "unchanged" ? [] : ["The daemon reads its config when it starts."];
  const running = `The daemon is running (process ${daemon})`;
  if (status === "added") {
    return [
      `${running}. It reads its config only when it starts: start it again, or add the plugin to it as it runs:`,
      "  lanicli login",
      `  lanicli plugin-add ${name} --type ${type} --exec ${exec} --timeout ${timeout} --maxtimeouts ${maxTimeouts}`,
    ];
  }
  if (status === "updated") return [`${running}. It reads its config only when it starts: start it again.`];
  if (install === "none") return [];
  return [
    `${running}, with the old executable. To let it take the new one:`,
    `  lanicli plugin-stop ${name}`,
    `  lanicli plugin-start ${name}`,
    // QUIRKS.md, "A restart resumes nothing".
    "Until the daemon is started again, lanicli plugin-list shows the version that the plugin had when the daemon first started it.",
  ];
}
