import type { PackageManager } from "../../../cli/languages/typescript/package-manager.js";

/** What making a project needs to know of a package manager; how a project's scripts are run is the SDK's. */
interface Install {
  /** The arguments of the install that a run does; it must make a lock file, also where CI is set. */
  readonly install: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What CI runs: the lock file decides, and is an error when it is old. */
  readonly cleanInstall: string;
  /** What to do when it is missing. */
  readonly remedy: string;
}

export const INSTALLS: Readonly<Record<PackageManager, Install>> = {
  npm: {
    // --loglevel=http: npm says nothing for half a minute otherwise.
    // --no-workspaces: in a folder of a workspace npm would change the lock file and the packages of the one above.
    install: ["install", "--no-audit", "--no-fund", "--loglevel=http", "--no-workspaces", "--include=dev"],
    // What npm was told for itself, such as `npm create --global`, reaches the npm that it starts.
    env: {
      npm_config_dry_run: "false",
      npm_config_global: "false",
      npm_config_location: "user",
      npm_config_package_lock_only: "false",
    },
    cleanInstall: "npm ci",
    remedy: "install Node.js with npm (https://nodejs.org)",
  },
  pnpm: {
    install: ["install", "--no-frozen-lockfile", "--reporter=append-only"],
    cleanInstall: "pnpm install --frozen-lockfile",
    remedy: "npm install --global pnpm",
  },
  yarn: {
    install: ["install"],
    // The newer yarn refuses to make a lock file where CI is set; the classic one does not know the setting.
    env: { YARN_ENABLE_IMMUTABLE_INSTALLS: "false", YARN_ENABLE_TELEMETRY: "0" },
    cleanInstall: "yarn install --frozen-lockfile",
    remedy: "npm install --global yarn",
  },
  bun: {
    install: ["install", "--no-progress"],
    cleanInstall: "bun install --frozen-lockfile",
    remedy: "npm install --global bun",
  },
};
