/** What `npm create laniakea-plugin` costs: started from the packed tarball, side by side with Node's own start. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { measureInterleaved, type Subject, type Summary } from "./interleaved.js";

const REPOSITORY = join(import.meta.dirname, "..");
const ROUNDS = 15;
/** The most that a command may take, as a multiple of `node -e 0`. */
const BARS: Readonly<Record<string, number>> = { "--version": 1.5, "DIR --yes --no-install": 4 };

const work = mkdtempSync(join(tmpdir(), "bench-create-"));
try {
  const installed = install(pack(work), work);
  const summaries = measureInterleaved(subjects(installed.cli), ROUNDS, work);
  print(summaries, installed);
  save(summaries, installed);
} finally {
  rmSync(work, { recursive: true, force: true });
}

interface Installed {
  readonly cli: string;
  readonly packages: number;
  readonly megabytes: number;
  readonly tarballMegabytes: number;
}

function subjects(cli: string): Subject[] {
  return [
    { name: "node -e 0", args: () => ["-e", "0"] },
    { name: "--version", args: () => [cli, "--version"] },
    { name: "--help", args: () => [cli, "--help"] },
    { name: "DIR --yes --no-install", args: (run) => [cli, `sensor-${run}`, "--yes", "--no-install"] },
  ];
}

/** @returns the tarball's path. Its prepack script builds it. */
function pack(folder: string): string {
  npm(["pack", "--pack-destination", folder], REPOSITORY);
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack made no tarball");
  return join(folder, tarball);
}

function install(tarball: string, folder: string): Installed {
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  npm(["install", "--no-audit", "--no-fund", tarball], folder);
  const modules = join(folder, "node_modules");
  const root = join(modules, "create-laniakea-plugin");
  const { bin } = readJson(join(root, "package.json")) as { bin: Record<string, string> };
  const { packages } = readJson(join(folder, "package-lock.json")) as { packages: object };
  return {
    cli: join(root, bin["create-laniakea-plugin"] ?? ""),
    packages: Object.keys(packages).filter((path) => path !== "").length,
    megabytes: bytesIn(modules) / 1e6,
    tarballMegabytes: statSync(tarball).size / 1e6,
  };
}

function npm(args: readonly string[], cwd: string): void {
  // Only what goes wrong is shown: npm lists each packed file on stderr otherwise.
  execFileSync("npm", [...args, "--loglevel=error"], {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

function print(summaries: readonly Summary[], installed: Installed): void {
  const { packages, megabytes, tarballMegabytes } = installed;
  console.log(
    `Installed: ${packages} package(s), ${megabytes.toFixed(1)} MB (tarball ${tarballMegabytes.toFixed(1)} MB). ` +
      `Medians of ${ROUNDS} interleaved runs, Node ${process.version}:`,
  );
  const rows = summaries.map(({ name, min, median, max, ratio }) => {
    const bar = BARS[name];
    const times = { "min ms": round(min), "median ms": round(median), "max ms": round(max), "× node": round(ratio) };
    return [name, { ...times, bar: bar === undefined ? "" : `${ratio <= bar ? "within" : "OVER"} ${bar}` }] as const;
  });
  console.table(Object.fromEntries(rows));
}

function round(value: number): number {
  return Number(value.toFixed(value < 10 ? 2 : 0));
}

function save(summaries: readonly Summary[], installed: Installed): void {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const { cli: _, ...sizes } = installed;
  const machine = { node: process.version, platform: process.platform, arch: process.arch };
  const load = { processors: availableParallelism(), loadAverage: loadavg() };
  const taken = new Date().toISOString();
  const file = join(folder, `create-${taken.replaceAll(":", "-")}.json`);
  writeFileSync(file, `${JSON.stringify({ taken, ...machine, ...load, ...sizes, bars: BARS, summaries }, null, 2)}\n`);
}
