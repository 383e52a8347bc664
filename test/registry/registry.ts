import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { personalEnv, ROOT } from "../create/support/cli.js";
import { installedFromLock } from "./installed.js";

/** An npm registry on this machine: it has what was published to it, and all else from the one that npm is set to. */
export interface Registry {
  readonly url: string;
  /** Publishes a package's folder as `npm publish` does, with the tag latest. What it would build first is there. */
  publish(folder: string): Promise<void>;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  /** Where it keeps what it has, for another time. Default: a folder that goes with it. */
  readonly storage?: string;
  /** Packages have no programs for other platforms and no nightly versions: less for everybody to fetch. Default: as they are. */
  readonly thisMachineOnly?: boolean;
}

/**
 * It asks for nothing again that it has asked for today.
 * @returns undefined, with a line that says so, where verdaccio cannot be installed; with CI set it throws.
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry | undefined> {
  const tools = await installedFromLock(join(import.meta.dirname, "verdaccio"));
  if (tools === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "registry-"));
  const address = `127.0.0.1:${await freePort()}`;
  await writeFile(join(folder, "config.yaml"), await config(options));
  const args = [join(tools, "node_modules/verdaccio/bin/verdaccio"), "--config", "config.yaml", "--listen", address];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await listening(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${address}/`, publish: (packageFolder) => publish(packageFolder, address), stop };
}

async function config({ storage = "./storage", thisMachineOnly = false }: RegistryOptions): Promise<string> {
  const { stdout } = await promisify(execFile)("npm", ["config", "get", "registry"], { cwd: ROOT, env: personalEnv() });
  const ours = { access: "$all", publish: "$all" };
  // JSON is YAML.
  return JSON.stringify({
    storage,
    uplinks: { upstream: { url: stdout.trim(), timeout: "60s", max_fails: 10, maxage: "1d" } },
    packages: {
      "create-laniakea-plugin": ours,
      "laniakea-plugin-sdk": ours,
      "**": { access: "$all", proxy: "upstream" },
    },
    web: { enable: false },
    plugins: join(import.meta.dirname, "verdaccio/plugins"),
    filters: thisMachineOnly ? { "this-machine": {} } : {},
    log: { type: "stdout", format: "pretty", level: "warn" },
  });
}

/** It does not say which port it took, so it is given one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** Until it says its address. Its output goes on being read: a full pipe would stop it. */
async function listening({ stdout, stderr }: ChildProcess): Promise<void> {
  if (!stdout || !stderr) throw new Error("started without pipes");
  stderr.resume();
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const lines = createInterface({ input: stdout });
    lines.on("line", (line) => {
      said.push(line);
      if (line.includes("http address")) resolve();
    });
    lines.on("close", () => reject(new Error(`verdaccio ended:\n${said.join("\n")}`)));
  });
}

async function publish(folder: string, address: string): Promise<void> {
  // npm wants to be logged in; this registry lets everybody publish.
  const args = ["publish", "--ignore-scripts", "--registry", `http://${address}/`, `--//${address}/:_authToken=any`];
  await promisify(execFile)("npm", args, { cwd: folder, env: personalEnv() });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
