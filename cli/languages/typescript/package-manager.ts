import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export const PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/** How a package manager is spoken to in a project that is there. */
interface Spelling {
  readonly lockFiles: readonly string[];
  readonly test: string;
  /** What stands between a script's name and arguments for it. */
  readonly separator: string;
  /** What puts a package into package.json. */
  readonly add: string;
}

const SPELLINGS: Readonly<Record<PackageManager, Spelling>> = {
  npm: { lockFiles: ["package-lock.json"], test: "npm test", separator: "-- ", add: "npm install" },
  pnpm: { lockFiles: ["pnpm-lock.yaml"], test: "pnpm test", separator: "", add: "pnpm add" },
  yarn: { lockFiles: ["yarn.lock"], test: "yarn test", separator: "", add: "yarn add" },
  // `bun test` is bun's own test runner.
  bun: { lockFiles: ["bun.lock", "bun.lockb"], test: "bun run test", separator: "", add: "bun add" },
};

/** A script of the project as a person types it. */
export function runScript(manager: PackageManager, script: string, args = ""): string {
  if (script === "test" && args === "") return SPELLINGS[manager].test;
  return `${manager} run ${script}${args === "" ? "" : ` ${SPELLINGS[manager].separator}${args}`}`;
}

/** What adds a package to a project. */
export function addPackage(manager: PackageManager, name: string, { dev = false } = {}): string {
  return `${SPELLINGS[manager].add} ${dev ? (manager === "npm" ? "--save-dev " : "--dev ") : ""}${name}`;
}

/** What installs all packages of a project anew, as half a sentence. */
export function reinstall(manager: PackageManager): string {
  return manager === "npm" ? 'run "npm ci" there' : `remove node_modules there, then run "${manager} install"`;
}

/** The names that its lock file has or had, the one that it writes today first. */
export function lockFilesOf(manager: PackageManager): readonly string[] {
  return SPELLINGS[manager].lockFiles;
}

/** The one that started us, or whose lock file is nearest; undefined when nothing says. */
export function detectPackageManager(env: NodeJS.ProcessEnv, cwd: string): PackageManager | undefined {
  return byAgent(env) ?? byLockFile(cwd);
}

/** A project's own: its lock file says more than whoever runs the command in it. */
export function packageManagerOf(project: string, env: NodeJS.ProcessEnv = process.env): PackageManager {
  return lockedBy(project) ?? detectPackageManager(env, project) ?? "npm";
}

function byAgent(env: NodeJS.ProcessEnv): PackageManager | undefined {
  const agent = /^\w+/.exec(env["npm_config_user_agent"] ?? "")?.[0];
  return PACKAGE_MANAGERS.find((name) => name === agent);
}

function byLockFile(folder: string): PackageManager | undefined {
  const parent = dirname(folder);
  return lockedBy(folder) ?? (parent === folder ? undefined : byLockFile(parent));
}

function lockedBy(folder: string): PackageManager | undefined {
  return PACKAGE_MANAGERS.find((name) => SPELLINGS[name].lockFiles.some((file) => existsSync(join(folder, file))));
}
