import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { NAMES } from "./candidate.js";

const VERDACCIO = "6.8.0";
const START_TIMEOUT_MS = 60_000;

export interface Registry {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * An npm registry on this machine that has our package and, once they were asked for, all others: so the network's mood
 * is in nobody's install time.
 * @param cache where the registry and what it has fetched stay for the next time.
 * @param tarball our package.
 */
export async function startRegistry(cache: string, tarball: string): Promise<Registry> {
  const program = installed(join(cache, "verdaccio"));
  // The version is the same as last time, the content need not be.
  rmSync(join(cache, "storage", NAMES.ours), { recursive: true, force: true });
  const config = join(cache, "verdaccio.yaml");
  writeFileSync(config, configuration(join(cache, "storage")));
  const port = await freePort();
  const child = spawn(process.execPath, [program, "--config", config, "--listen", `127.0.0.1:${port}`], {
    // On stderr it says that it does not like root.
    stdio: ["ignore", "pipe", "ignore"],
  });
  const stop = () => stopped(child);
  try {
    await listening(child);
    const url = `http://127.0.0.1:${port}/`;
    // Anybody may publish there, but npm wants a token.
    npm(["publish", tarball, "--ignore-scripts", `--registry=${url}`, `--//127.0.0.1:${port}/:_authToken=any`], cache);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns the script to start. */
function installed(folder: string): string {
  const script = join(folder, "node_modules/verdaccio/bin/verdaccio");
  if (existsSync(script)) return script;
  mkdirSync(folder, { recursive: true });
  // It asks for node-fetch by a tag, which not every mirror of the registry has.
  const packageJson = { private: true, dependencies: { verdaccio: VERDACCIO }, overrides: { "node-fetch": "2.7.0" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(packageJson));
  npm(["install", "--no-audit", "--no-fund", "--ignore-scripts"], folder);
  return script;
}

function configuration(storage: string): string {
  const upstream = execFileSync("npm", ["config", "get", "registry"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  const proxied = { access: "$all", proxy: "upstream" };
  // JSON is YAML.
  return JSON.stringify({
    storage,
    uplinks: { upstream: { url: upstream.trim(), maxage: "1d", timeout: "60s" } },
    packages: { [NAMES.ours]: { access: "$all", publish: "$all" }, "@*/*": proxied, "**": proxied },
    web: { enable: false },
    max_body_size: "100mb",
    log: { type: "stdout", format: "json", level: "warn" },
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}

/** It says its address when it listens. */
async function listening(child: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk) => {
      if (String(chunk).includes("http address")) resolve();
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the registry ended with ${code}`)));
    signal.addEventListener("abort", () => reject(new Error("the registry did not start")));
  });
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.on("exit", resolve);
    child.kill();
  });
}

/** @returns the tarball's path; its prepack script builds it. */
export function pack(repository: string, folder: string): string {
  npm(["pack", "--pack-destination", folder], repository);
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack made no tarball");
  return join(folder, tarball);
}

export function npm(args: readonly string[], cwd: string, env = process.env): void {
  // Only what goes wrong is shown: npm lists each packed file on stderr otherwise.
  execFileSync("npm", [...args, "--loglevel=error"], {
    cwd,
    env,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
}
