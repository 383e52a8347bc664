/**
 * From `create … --source serial --yes` to the first reading in `dev`, hands off, with a pseudo-terminal for the cable:
 * `npm run bench:serial`. It runs three times, and the bar is for the slowest of the last two, as the first one fills npm's cache.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openPty } from "../templates/sources/pty/typescript/test/pty.js";
import { CLI, personalEnv } from "../test/create/support/cli.js";

/** Seconds. */
const BAR = 60;
const ROUNDS = 3;

const work = mkdtempSync(join(tmpdir(), "bench-serial-"));
const pty = openPty(join(work, "port"));
const device = setInterval(() => pty.write("T=21.5;H=40\r\n"), 100);
const env = personalEnv({ LANIAKEA_WIRED_PORT: pty.path });
try {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const cwd = join(work, String(round));
    const create = spawn(process.execPath, [CLI, cwd, "--name", "wired", "--source", "serial", "--yes"], {
      env,
      stdio: "ignore",
    });
    const [code] = (await once(create, "exit")) as [number];
    if (code !== 0) throw new Error(`create has ended with ${code}`);
    const made = performance.now();
    const dev = spawn("npm", ["run", "dev"], { cwd, env, stdio: ["ignore", "pipe", "inherit"], detached: true });
    for await (const line of createInterface({ input: dev.stdout })) if (line.includes('{"T":21.5')) break;
    const seconds = (performance.now() - started) / 1000;
    times.push(seconds);
    console.log(`${seconds.toFixed(1)} s, of which create takes ${((made - started) / 1000).toFixed(1)} s`);
    process.kill(-Number(dev.pid), "SIGINT");
    await once(dev, "exit");
  }
  const slowest = Math.max(...times.slice(1));
  console.log(`bar: ${slowest < BAR ? "met" : "missed"}: ${slowest.toFixed(1)} s of ${BAR} s`);
  process.exitCode = slowest < BAR ? 0 : 1;
} finally {
  clearInterval(device);
  pty.close();
  rmSync(work, { recursive: true, force: true });
}
