import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as fsPromises from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inMemory } from "../support/in-memory.js";

/** node crash.mjs register|unregister NAME EXECUTABLE FOLDER. */
const PROGRAM = `
  import { register } from "../../cli/register/register.js";
  import { unregister } from "../../cli/register/unregister.js";
  const [command, name, executable, laniakeaDir] = process.argv.slice(2);
  const entry = { name, type: "datasource", exec: name, timeout: 30, maxTimeouts: 3 };
  const { signal } = new AbortController();
  if (command === "register") await register({ entry, executable, laniakeaDir, signal });
  else await unregister({ name, laniakeaDir, signal });
`;

/**
 * node:fs/promises, but the KILL_AT-th call kills the process: after it (which is before the next one), or in its middle,
 * when half of the bytes are written.
 */
const LAYER = `
  import * as real from "fs/promises";
  import { truncateSync } from "fs";
  let calls = 0;
  const kill = () => process.kill(process.pid, "SIGKILL");
  const when = (moment) => calls === Number(process.env.KILL_AT) && process.env.KILL_WHEN === moment;
  const step = (name, call) => async (...args) => {
    calls++;
    if (process.env.NAME_CALLS) console.error(name);
    const halfway = when("during") && (name === "writeFile" || name === "copyFile");
    if (halfway && name === "writeFile") args[0] = args[0].subarray(0, args[0].length / 2);
    let result;
    try {
      result = await call(...args);
      if (halfway && name === "copyFile") truncateSync(args[1], 1000);
    } finally {
      if (halfway || when("after")) kill(); // After a call that fails, too.
    }
    return name === "open" ? handle(result) : result;
  };
  const handle = (target) => new Proxy(target, {
    get(_, name) {
      const value = target[name];
      return typeof value === "function" ? step(name, value.bind(target)) : value;
    },
  });
`;
const wrapped = Object.keys(fsPromises).filter((name) => typeof Reflect.get(fsPromises, name) === "function");
const layer: Plugin = {
  name: "crash-layer",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:fs\/promises$/ }, () => ({ path: "layer", namespace: "crash" }));
    onLoad({ filter: /^layer$/, namespace: "crash" }, () => ({
      contents:
        `${LAYER}export const constants = real.constants;\n` +
        wrapped.map((name) => `export const ${name} = step("${name}", real.${name});`).join("\n"),
    }));
  },
};

let dir: string;
let program: string;
let executable: string;
let home: string;

beforeAll(async () => {
  dir = await fsPromises.mkdtemp(join(inMemory(), "laniakea-crash-"));
  program = join(dir, "crash.mjs");
  executable = join(dir, "built");
  home = join(dir, "home");
  writeFileSync(executable, "#!/bin/sh\n".padEnd(5_000, "#"));
  await build({
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "error",
    plugins: [layer],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

type Command = "register" | "unregister";

function run(command: Command, env: Record<string, string> = {}) {
  const args = [program, command, "new", executable, home];
  return spawnSync(process.execPath, args, { env: { ...process.env, ...env }, encoding: "utf8" });
}

/** Everything in the daemon's folder, without our temporary files. */
function content(): Record<string, string> {
  const names = readdirSync(home).filter((name) => !name.endsWith(".tmp"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(home, name), "latin1")]));
}

const CONFIG = "# lab\r\nGrpcPort: 1\r\nPlugins:\r\n- name: old\r\n  type: datasource\r\n  exec: old\r\n";

describe("killed in or after any call to the file system", () => {
  it.each<[Command, prepare: () => void]>([
    ["register", () => writeFileSync(join(home, "config.yaml"), CONFIG)],
    [
      "unregister",
      () => {
        writeFileSync(join(home, "config.yaml"), CONFIG);
        expect(run("register").status).toBe(0);
      },
    ],
  ])("%s leaves a config that is the old one or the new one, whole", { timeout: 300_000 }, (command, prepare) => {
    const start = join(dir, `start-${command}`);
    mkdirSync(home, { recursive: true });
    prepare();
    cpSync(home, start, { recursive: true });
    const old = content();
    const calls = run(command, { NAME_CALLS: "yes" }).stderr.trim().split("\n");
    const done = content();

    const seen = { old: 0, between: 0, new: 0 };
    for (const [index, call] of calls.entries()) {
      for (const when of call === "writeFile" || call === "copyFile" ? ["during", "after"] : ["after"]) {
        rmSync(home, { recursive: true });
        cpSync(start, home, { recursive: true });
        const { signal } = run(command, { KILL_AT: String(index + 1), KILL_WHEN: when });
        expect([call, signal]).toEqual([call, "SIGKILL"]);
        const now = content();
        expect([old["config.yaml"], done["config.yaml"]]).toContain(now["config.yaml"]);
        // An entry without a whole executable would keep the daemon from starting.
        if (now["config.yaml"]?.includes("name: new")) expect(now["new"]).toBe(readFileSync(executable, "latin1"));
        expect(["", readFileSync(executable, "latin1")]).toContain(now["new"] ?? "");
        seen[same(now, old) ? "old" : same(now, done) ? "new" : "between"]++;
        finish(command, done);
      }
    }
    console.log(`${command}: killed ${seen.old + seen.between + seen.new} times: ${JSON.stringify(seen)}`);
    expect(seen.old).toBeGreaterThan(10);
    expect(seen.new).toBeGreaterThan(0);
    rmSync(home, { recursive: true });
  });
});

function same(a: Record<string, string>, b: Record<string, string>): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The next run is not held up by what the killed one left, and takes it away. */
function finish(command: Command, done: Record<string, string>): void {
  const again = run(command);
  if (command === "register" || again.status === 0) expect(again.stderr).toBe("");
  else expect(again.stderr).toContain('no plugin "new"');
  expect(content()["config.yaml"]).toEqual(done["config.yaml"]);
  if (command === "register") expect(readdirSync(home).sort()).toEqual(Object.keys(done).sort());
}
