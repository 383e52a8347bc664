import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export const PACKAGE_MANAGERS = ["npm", "pnpm", "yarn", "bun"] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/** How a package manager is spoken to. */
interface Words {
  /** The arguments of the install that a run does; it must make a lock file, also where CI is set. */
  readonly install: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What CI runs: the lock file decides, and is an error when it is old. */
  readonly cleanInstall: string;
  readonly test: string;
  /** What stands between a script's name and arguments for it. */
  readonly separator: string;
  readonly lockFiles: readonly string[];
  /** What to do when it is missing. */
  readonly remedy: string;
}

export const WORDS: Readonly<Record<PackageManager, Words>> = {
  npm: {
    // --loglevel=http: npm says nothing for half a minute otherwise.
    install: ["install", "--no-audit", "--no-fund", "--loglevel=http"],
    cleanInstall: "npm ci",
    test: "npm test",
    separator: "-- ",
    lockFiles: ["package-lock.json"],
    remedy: "install Node.js with npm (https://nodejs.org)",
  },
  pnpm: {
    install: ["install", "--no-frozen-lockfile", "--reporter=append-only"],
    cleanInstall: "pnpm install --frozen-lockfile",
    test: "pnpm test",
    separator: "",
    lockFiles: ["pnpm-lock.yaml"],
    remedy: "npm install --global pnpm",
  },
  yarn: {
    install: ["install"],
    // The newer yarn refuses to make a lock file where CI is set; the classic one does not know the setting.
    env: { YARN_ENABLE_IMMUTABLE_INSTALLS: "false", YARN_ENABLE_TELEMETRY: "0" },
    cleanInstall: "yarn install --frozen-lockfile",
    test: "yarn test",
    separator: "",
    lockFiles: ["yarn.lock"],
    remedy: "npm install --global yarn",
  },
  bun: {
    install: ["install", "--no-progress"],
    cleanInstall: "bun install --frozen-lockfile",
    // `bun test` is bun's own test runner.
    test: "bun run test",
    separator: "",
    lockFiles: ["bun.lock", "bun.lockb"],
    remedy: "npm install --global bun",
  },
};

/** A script of the project as a person types it. */
export function runScript(manager: PackageManager, script: string, args = ""): string {
  if (script === "test" && args === "") return WORDS[manager].test;
  return `${manager} run ${script}${args === "" ? "" : ` ${WORDS[manager].separator}${args}`}`;
}

/** The one that started us, or whose lock file is nearest; undefined when nothing says. */
export function detectPackageManager(env: NodeJS.ProcessEnv, cwd: string): PackageManager | undefined {
  const agent = /^\w+/.exec(env["npm_config_user_agent"] ?? "")?.[0];
  return PACKAGE_MANAGERS.find((name) => name === agent) ?? byLockFile(cwd);
}

function byLockFile(folder: string): PackageManager | undefined {
  const found = PACKAGE_MANAGERS.find((name) => WORDS[name].lockFiles.some((file) => existsSync(join(folder, file))));
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : byLockFile(parent));
}
