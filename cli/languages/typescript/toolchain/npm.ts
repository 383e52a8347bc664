import { basename } from "node:path";

/** A command line, and what to add to (or, undefined, take from) the environment. */
export interface NpmCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * `npm ci` for a folder of ours. Says with flags what a user's .npmrc could say otherwise, and turns scripts off:
 * nothing that we install needs them.
 */
export function npmCi(env: NodeJS.ProcessEnv = process.env): NpmCommand {
  const flags = [
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--ignore-scripts",
    "--no-bin-links",
    // A line for each request, for the progress display.
    "--loglevel=http",
    // pkg asks for a newer Node than ours: the one that is fetched beside it.
    "--engine-strict=false",
    "--global=false",
    "--package-lock=true",
    "--install-strategy=hoisted",
  ];
  const npm = npmProgram(env);
  return { file: npm.file, args: [...npm.args, "ci", ...flags], env: withoutOuterNpm(env) };
}

/** The npm that runs us, when one does: it need not be the one on the PATH. */
function npmProgram(env: NodeJS.ProcessEnv): { file: string; args: readonly string[] } {
  const running = env["npm_execpath"];
  const isNpm = running !== undefined && basename(running) === "npm-cli.js";
  return isNpm ? { file: process.execPath, args: [running] } : { file: "npm", args: [] };
}

/** Settings of npm on how to reach a registry, and where npm's own files are. */
const CONNECTION = new Set(
  `registry replace_registry_host proxy https_proxy http_proxy noproxy cafile ca cert key strict_ssl local_address
   cache userconfig globalconfig prefix offline prefer_offline prefer_online maxsockets
   fetch_retries fetch_retry_factor fetch_retry_mintimeout fetch_retry_maxtimeout fetch_timeout`.split(/\s+/),
);

/**
 * `npm run` hands its own flags on to the npm inside it (`--workspace`, `--dry-run`, `--omit`, …), where they would
 * mean our folder. Only what concerns the connection stays. pnpm and yarn set these variables too.
 */
function withoutOuterNpm(env: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const removed: Record<string, string | undefined> = {};
  for (const variable of Object.keys(env)) {
    const [, setting] = /^npm_config_(.*)$/i.exec(variable) ?? [];
    if (setting === undefined) continue;
    // `//host/:_authToken`, `@scope:registry` and such are the connection's as well.
    if (/^[/@_]/.test(setting) || CONNECTION.has(setting.toLowerCase().replaceAll("-", "_"))) continue;
    removed[variable] = undefined;
  }
  return removed;
}
