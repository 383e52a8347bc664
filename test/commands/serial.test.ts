import { mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ExitCode } from "../../cli/run/errors.js";
import { openPty, type Pty } from "../../templates/sources/pty/typescript/test/pty.js";
import { ROOT, run } from "../create/support/cli.js";
import { Dev } from "../create/support/dev.js";
import { framesOf, hostProgram, parseStep, startHost, type Step } from "../hosts/go-host.js";
import { goIsThere } from "../hosts/go-toolchain.js";

const COMMAND = join(ROOT, "sdk/typescript/dist/cli/main.js");
/** ms after which readings must have gone on. */
const BACK_WITHIN = 5_000;
/** The runtime of the other machine may have to be fetched. */
const COLD_MS = 600_000;
/** ms for which the cable is out, while a plugin looks for its port. */
const OUT_FOR = 1_000;

describe.skipIf(process.platform !== "linux")("a project with --source serial, on a pseudo-terminal", () => {
  let cwd: string;
  let project: string;
  let pty: Pty;
  let sent = 0;
  let device: NodeJS.Timeout;
  const command = (name: string, ...flags: string[]) =>
    execa(process.execPath, [COMMAND, name, ...flags], {
      cwd: project,
      env: { LANIAKEA_PLUGIN_ADDONS: join(cwd, "addons") },
      reject: false,
    });

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), "serial-"));
    project = join(cwd, "wired");
    const made = await run(["wired", "--source", "serial", "--yes", "--no-install", "--no-git"], { cwd });
    expect(made).toMatchObject({ code: 0 });
    await symlink(join(ROOT, "node_modules"), join(project, "node_modules"));
    await writeFile(join(project, "settings.json"), JSON.stringify({ port: join(cwd, "port") }));
    expect(await command("build")).toMatchObject({ exitCode: 0 });
  }, 300_000);
  beforeEach(() => {
    pty = openPty(join(cwd, "port"));
    device = setInterval(() => pty.write(`N=${++sent};T=21.5\r\n`), 50);
  });
  afterEach(() => {
    clearInterval(device);
    pty.close();
  });
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  /** Pulls the cable and puts it back. @returns when it is back, as ms since 1970. */
  function replugged(): Promise<number> {
    pty.unplug();
    return new Promise((resolve) => {
      setTimeout(() => {
        pty.replug();
        resolve(Date.now());
      }, OUT_FOR);
    });
  }

  function expectEachOnce(numbers: readonly number[]): void {
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  }

  test("dev goes on when the cable is pulled and put back, and shows no reading twice", async () => {
    const dev = new Dev(COMMAND, project);
    const lines = [...(await dev.until(/wired \{"N":\d+,"T":21\.5\}$/))];
    pty.unplug();
    lines.push(...(await dev.until(/^\[warn\] .*is lost/)));
    pty.replug();
    const since = Date.now();
    lines.push(...(await dev.until(/^\[info\] .*is back/)), ...(await dev.until(/wired \{"N":/)));
    expect(Date.now() - since).toBeLessThan(BACK_WITHIN);
    lines.push(...(await dev.until(/wired \{"N":/)));
    expectEachOnce(lines.flatMap((line) => /"N":(\d+)/.exec(line)?.[1] ?? []).map(Number));
    expect(await dev.interrupted()).toBe(0);
  });

  test("check passes with the port, and tells a port that is missing from a plugin that is broken", async () => {
    const port = { LANIAKEA_WIRED_PORT: join(cwd, "port") };
    const check = (env: Record<string, string>, ...flags: string[]) =>
      execa(process.execPath, [COMMAND, "check", ...flags], { cwd: project, env, reject: false });
    expect(await check(port, "--hardware")).toMatchObject({ exitCode: 0 });
    const none = { LANIAKEA_WIRED_PORT: join(cwd, "none") };
    const warned = await check(none);
    expect(warned.exitCode).toBe(0);
    expect(warned.stdout + warned.stderr).toMatch(/needs its hardware.*\/none: No such file or directory$/m);
    expect(await check(none, "--hardware")).toMatchObject({ exitCode: ExitCode.checkFailed });
  });

  test(
    "an executable for another machine has that machine's compiled file, and no other",
    { timeout: COLD_MS },
    async () => {
      const prebuilds = join(ROOT, "node_modules/@serialport/bindings-cpp/prebuilds");
      expect(await command("build", "--target", "linux-arm64")).toMatchObject({ exitCode: 0 });
      const executable = await readFile(join(project, "dist/wired-linux-arm64"));
      const has = async (file: string) => executable.includes(await readFile(join(prebuilds, file)));
      expect(await has("linux-arm64/@serialport+bindings-cpp.armv8.glibc.node")).toBe(true);
      expect(await has("linux-x64/@serialport+bindings-cpp.glibc.node")).toBe(false);
      const refused = await command("build", "--target", "linux-x64-musl");
      expect(refused.exitCode).toBe(ExitCode.buildFailed);
      expect(refused.stderr).toContain("@serialport/bindings-cpp: an executable of Bun carries no compiled file");
    },
  );

  test.runIf(goIsThere())(
    "the binary alone goes on under the daemon's host library, and sends no reading twice",
    async () => {
      await rename(join(project, "node_modules"), join(cwd, "moved"));
      try {
        const host = startHost(
          {
            type: "datasource",
            steps: [
              "launch",
              "push-version:1.0.0",
              "start-record",
              "frames:5",
              "frames:60",
              "stop-record",
              "end",
              "kill",
            ],
          },
          join(project, "dist/wired"),
          { env: { LANIAKEA_PLUGIN_ADDONS: join(cwd, "fresh"), LANIAKEA_WIRED_PORT: join(cwd, "port") } },
          await hostProgram(),
        );
        const steps: Step[] = [];
        let back: Promise<number> | undefined;
        for await (const line of host) {
          const step = parseStep(String(line));
          steps.push(step);
          if (step.step === "frames") back ??= replugged();
        }
        expect(steps.filter(({ ok }) => !ok)).toEqual([]);
        const frames = framesOf(steps).map(({ payload, timestamp }) => ({
          ...(JSON.parse(payload) as { N: number }),
          timestamp,
        }));
        expectEachOnce(frames.map(({ N }) => N));
        const since = (await back) ?? Infinity;
        const first = frames.find(({ timestamp }) => timestamp > since);
        expect((first?.timestamp ?? Infinity) - since).toBeLessThan(BACK_WITHIN);
        // While the cable was out there was nothing.
        expect(frames.filter(({ timestamp }) => timestamp > since - OUT_FOR + 500 && timestamp < since)).toEqual([]);
      } finally {
        await rename(join(cwd, "moved"), join(project, "node_modules"));
      }
    },
  );
});
