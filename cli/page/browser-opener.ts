import { spawn } from "node:child_process";

/** What opens a link on each platform. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [file: string, ...args: string[]]>> = {
  darwin: ["open"],
  // explorer takes the link as it is; cmd's `start` would cut it at an &.
  win32: ["explorer.exe"],
};

/** Opens a link in the person's browser. @returns why it could not; undefined when the opener has started. */
export function openInBrowser(url: string): Promise<string | undefined> {
  const [file, ...args] = OPENERS[process.platform] ?? ["xdg-open"];
  const child = spawn(file, [...args, url], { stdio: "ignore", detached: true });
  child.unref();
  return new Promise((resolve) => {
    child.once("spawn", () => resolve(undefined));
    child.once("error", ({ message }) => resolve(message));
  });
}
