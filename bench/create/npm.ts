import { execFileSync } from "node:child_process";

export function npm(args: readonly string[], cwd: string, env = process.env): void {
  // Only what goes wrong is shown.
  execFileSync("npm", [...args, "--loglevel=error"], {
    cwd,
    env,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
}
