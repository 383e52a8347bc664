import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Candidate, NAMES } from "./candidate.js";
import { npm } from "./npm.js";

/** A candidate that is installed and can be started. */
export interface Installed {
  readonly candidate: Candidate;
  readonly entry: string;
  readonly packages: number;
  readonly megabytes: number;
}

/** Installs a candidate for the runs of it; how long an install takes is measured elsewhere. */
export function install(candidate: Candidate, folder: string, env: NodeJS.ProcessEnv): Installed {
  mkdirSync(folder, { recursive: true });
  const packageJson = { name: "bench", version: "1.0.0", private: true, type: "module" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(packageJson));
  npm(installArgs(candidate), folder, env);
  const { packages } = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as { packages: object };
  return {
    candidate,
    entry: join(folder, candidate.entry),
    packages: Object.keys(packages).filter((path) => path !== "").length,
    megabytes: megabytesIn(join(folder, "node_modules")),
  };
}

export function installArgs({ specs }: Candidate): readonly string[] {
  return ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...specs];
}

/** The stock generator makes what ours has made: its templates are the files of our project. */
export function addStockGenerator(folder: string, project: string): void {
  cpSync(join(import.meta.dirname, "stock-yeoman"), folder, { recursive: true });
  cpSync(project, join(folder, "app/templates"), { recursive: true });
}

/** @returns the project that ours makes. */
export function startOurs({ candidate, entry }: Installed, work: string, env: NodeJS.ProcessEnv): string {
  const name = "template";
  execFileSync(process.execPath, [entry, ...candidate.make(name)], { cwd: work, env, stdio: "ignore" });
  return join(work, candidate.project(name));
}

export function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function megabytesIn(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
}

export function isOurs({ candidate }: Installed): boolean {
  return candidate.name === NAMES.ours;
}
