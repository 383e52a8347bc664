import { spawn } from "node:child_process";
import { join } from "node:path";

/**
 * Sends a signal to a process that was started `detached`, and to all that it has started since: its process group. Windows has no
 * groups and no signals that a program could answer: there the whole tree is ended, whatever the signal.
 * @returns whether there is something left to send a harder signal to.
 */
export function signalTree(pid: number, signal: NodeJS.Signals, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === "win32") {
    endWindowsTree(pid);
    return false;
  }
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** `taskkill /T` finds the children by their parent, so the parent must not be ended before them. */
function endWindowsTree(pid: number): void {
  const { SystemRoot: root } = process.env;
  // The program of Windows, and not one of the same name in the folder that we are in.
  const taskkill = root ? join(root, "System32", "taskkill.exe") : "taskkill";
  const child = spawn(taskkill, ["/PID", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
  child.on("error", () => {
    try {
      process.kill(pid);
    } catch {
      // It has ended already.
    }
  });
}
