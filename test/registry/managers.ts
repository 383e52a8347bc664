import { delimiter, join } from "node:path";
import type { PackageManager } from "../../cli/languages/typescript/package-manager.js";
import packageJson from "../../package.json" with { type: "json" };
import { installed } from "./installed.js";

/** A package manager as its users meet it. */
export interface Manager {
  readonly name: PackageManager;
  readonly version: string;
  /** The package that has it; undefined: it comes with Node. */
  readonly from?: string;
  /** What they type to make a project, without the answers. */
  readonly create: string;
  readonly lockFile: string;
  /** What its next steps say for the project's tests. */
  readonly test: string;
  /** How the line to make the same again starts. */
  readonly again: string;
  readonly env?: (home: string, registry: string) => Readonly<Record<string, string>>;
  /** What it wants to be told where there is no network. */
  readonly offlineEnv?: Readonly<Record<string, string>>;
  /** What is typed there instead of the line to make the same again. */
  readonly offlineLine?: (line: string) => string;
  /** Its caches know a version by the words with which it was asked for: the line has to be run with a network once. */
  readonly cachesByRequest?: true;
}

export const MANAGERS: readonly Manager[] = [
  {
    name: "npm",
    version: "as it comes with Node",
    create: "npm create laniakea-plugin@latest my-sensor --",
    lockFile: "package-lock.json",
    test: "npm test",
    again: `npm create laniakea-plugin@${packageJson.version} -- my-sensor `,
    offlineEnv: { npm_config_offline: "true" },
  },
  {
    name: "pnpm",
    version: "10",
    from: "pnpm@10.34.9",
    create: "pnpm create laniakea-plugin@latest my-sensor",
    lockFile: "pnpm-lock.yaml",
    test: "pnpm test",
    again: `pnpm create laniakea-plugin@${packageJson.version} my-sensor `,
    offlineEnv: { npm_config_offline: "true" },
  },
  {
    name: "yarn",
    version: "1",
    from: "yarn@1.22.22",
    create: "yarn create laniakea-plugin my-sensor",
    lockFile: "yarn.lock",
    test: "yarn test",
    again: "yarn create laniakea-plugin my-sensor ",
    // What it makes a project with it installs globally; and for root its folders are the machine's, whatever HOME says.
    // The registry it hands on to what it starts only when it is told of it in its own name.
    env: (home, registry) => ({
      YARN_REGISTRY: registry,
      YARN_CACHE_FOLDER: join(home, "cache"),
      YARN_GLOBAL_FOLDER: join(home, "global"),
      YARN_PREFIX: join(home, "prefix"),
    }),
    // The install is left out: offline it looks for the programs for all platforms, and our registry has none for others.
    offlineLine: (line) => `${line.replace("yarn create", "yarn --offline create")} --no-install`,
  },
  {
    name: "yarn",
    version: "4",
    from: "@yarnpkg/cli-dist@4.18.1",
    create: "yarn dlx create-laniakea-plugin my-sensor",
    lockFile: "yarn.lock",
    test: "yarn test",
    again: `yarn create laniakea-plugin@${packageJson.version} my-sensor `,
    // It wants https, and packages that are some days old.
    env: () => ({ YARN_UNSAFE_HTTP_WHITELIST: "127.0.0.1", YARN_NPM_MINIMAL_AGE_GATE: "0" }),
    // Without a global cache of its own kind it knows which versions it has.
    offlineEnv: { YARN_ENABLE_OFFLINE_MODE: "true", YARN_ENABLE_GLOBAL_CACHE: "false" },
  },
  {
    name: "bun",
    version: "1",
    from: "bun@1.4.5",
    create: "bun create laniakea-plugin@latest my-sensor",
    lockFile: "bun.lock",
    test: "bun run test",
    again: `bun create laniakea-plugin@${packageJson.version} my-sensor `,
    cachesByRequest: true,
  },
];

/** A PATH with the package manager first; undefined where it cannot be installed. */
export async function pathWith({ from }: Manager): Promise<string | undefined> {
  if (from === undefined) return process.env["PATH"] ?? "";
  const folder = await installed(from);
  return folder && [join(folder, "node_modules/.bin"), process.env["PATH"]].join(delimiter);
}
