/**
 * What it costs to change a long config: a whole process that registers or unregisters, side by side with `--version`.
 * The executable that `register` installs is a script of a few bytes, and no plugin is started: that is the plugin's time.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { OLDEST_NODE } from "../cli/run/supported-node.js";
import { measureInterleaved, ratioOver, type Subject } from "./interleaved.js";
import { spreadOf } from "./summary.js";

const REPOSITORY = join(import.meta.dirname, "..");
const ROUNDS = 15;
const PLUGINS = 500;
const LINES = 10_000;
/** The most that a change may take, as a multiple of `--version`. */
const BAR = 2;

/** `laniakea-plugin register` without the start of the plugin, which costs what the plugin costs. */
const REGISTER = `
  import { Command } from "commander";
  import { interruptible } from "./cli/run/interrupt.js";
  import { runProgram } from "./cli/run/run.js";
  const [laniakeaDir, executable] = process.argv.slice(2);
  const entry = { name: "new-one", type: "datasource", exec: "new-one", timeout: 30, maxTimeouts: 3 };
  const program = new Command("register").action(async () => {
    const { register } = await import("./cli/register/register.js");
    const { problems } = await interruptible((signal) => register({ entry, executable, laniakeaDir, signal }));
    console.log(problems.length);
    const { runningDaemon } = await import("./cli/doctor/running-daemon.js");
    console.log(await runningDaemon(laniakeaDir));
  });
  process.exitCode = await runProgram(program, []);
`;

const work = mkdtempSync(join(tmpdir(), "bench-register-"));
try {
  await bundle();
  const timings = measureInterleaved(subjects(), ROUNDS, work);
  console.log(
    `A config of ${LINES} lines with ${PLUGINS} plugins. ${ROUNDS} interleaved runs, ratios round by round, ${process.version}:`,
  );
  const [version] = timings;
  const rows = timings.map((timing) => {
    const { name, ms, failure } = timing;
    if (failure !== undefined || version === undefined) throw new Error(failure);
    const { min, median, max } = spreadOf(ms);
    const ratio = ratioOver(timing, version).median;
    const bar = name === "--version" ? "" : `${ratio < BAR ? "within" : "OVER"} ${BAR}`;
    const times = { "min ms": min.toFixed(0), "median ms": median.toFixed(0), "max ms": max.toFixed(0) };
    return [name, { ...times, "× --version": ratio.toFixed(2), bar }] as const;
  });
  console.table(Object.fromEntries(rows));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The command as it is published, and {@link REGISTER} beside it. */
async function bundle(): Promise<void> {
  const banner = 'import { createRequire as r } from "node:module"; const require = r(import.meta.url);';
  const common = {
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: `node${OLDEST_NODE}`,
  } as const;
  const settings = { ...common, external: ["esbuild", "@grpc/grpc-js"], minifySyntax: true, banner: { js: banner } };
  await build({ ...settings, entryPoints: [join(REPOSITORY, "cli/main.ts")], outdir: join(work, "cli") });
  const stdin = { contents: REGISTER, resolveDir: REPOSITORY, loader: "ts" } as const;
  await build({ ...settings, stdin, outdir: join(work, "register") });
  symlinkSync(join(REPOSITORY, "node_modules"), join(work, "node_modules"), "junction");
  writeFileSync(join(work, "package.json"), '{ "type": "module" }');
}

function subjects(): Subject[] {
  const cli = join(work, "cli/main.js");
  writeFileSync(join(work, "new-one"), "#!/bin/sh\n", { mode: 0o755 });
  const folder = (command: string) => {
    const path = join(work, command);
    mkdirSync(path);
    for (let i = 0; i < PLUGINS; i++) writeFileSync(join(path, `plugin-${i}`), "#!/bin/sh\n", { mode: 0o755 });
    return path;
  };
  const [adding, removing, looking] = [folder("adding"), folder("removing"), folder("looking")];
  const config = longConfig();
  const put = (path: string) => writeFileSync(join(path, "config.yaml"), config);
  put(looking);
  return [
    { name: "--version", args: () => [cli, "--version"] },
    {
      name: "register",
      args: () => {
        put(adding);
        return [join(work, "register/stdin.js"), adding, join(work, "new-one")];
      },
    },
    {
      name: "unregister",
      args: () => {
        put(removing);
        return [cli, "unregister", `plugin-${PLUGINS / 2}`, "--laniakea-dir", removing];
      },
    },
    { name: "doctor", args: () => [cli, "doctor", "--no-start", "--laniakea-dir", looking] },
  ];
}

/** Plugins with notes above them, and some settings of other programs below. */
function longConfig(): string {
  const lines = ["# the lab's plugins", "GrpcPort: 7777", "RestPort: 8080", "", "Plugins:"];
  for (let i = 0; i < PLUGINS; i++) {
    for (let note = 0; note < 14; note++) lines.push(`  # plugin ${i}, note ${note}: see "the book", shelf ${i % 7}`);
    lines.push(`  - name: "plugin-${i}"`, '    type: "datasource"', `    exec: "plugin-${i}"`);
    lines.push("    timeout: 30", "    maxTimeouts: 3");
  }
  while (lines.length < LINES) lines.push(`x-lab-${lines.length}: "cupboard ${lines.length}"`);
  return `${lines.join("\n")}\n`;
}
