import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { NAMES } from "./candidate.js";

/** A step of a whole run, and how long it took, in ms. */
export interface Step {
  readonly title: string;
  readonly ms: number;
}

/** What no step is said for: npm itself and our start, what is written, the hand over from one step to the next. */
export const BETWEEN = "npm create, our start, the files";

/**
 * `npm create laniakea-plugin NAME -- --yes --register`: from nothing to a checked binary in Laniakea's config.
 * The steps are those that a person is shown; their times are those at which their lines arrive.
 */
export async function wholePath(name: string, version: string, work: string, env: NodeJS.ProcessEnv): Promise<Step[]> {
  const daemon = join(work, `${name}-laniakea`);
  mkdirSync(daemon);
  const ours = [name, "--yes", "--register", "--laniakea-dir", daemon];
  const args = ["exec", "--yes", "--", `${NAMES.ours}@${version}`, ...ours];
  const since = performance.now();
  const lines = await linesOf("npm", args, work, env);
  const total = performance.now() - since;
  const config = readFileSync(join(daemon, "config.yaml"), "utf8");
  if (!config.includes(name)) throw new Error(`${name} is not in the config:\n${config}`);
  for (const made of [name, `${name}-laniakea`]) rmSync(join(work, made), { recursive: true, force: true });
  const steps = stepsOf(lines);
  return [...steps, { title: BETWEEN, ms: total - steps.reduce((sum, { ms }) => sum + ms, 0) }];
}

interface Line {
  readonly text: string;
  /** ms. */
  readonly at: number;
}

function linesOf(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Line[]> {
  return new Promise((resolve, reject) => {
    const shell = process.platform === "win32";
    const child = spawn(program, args, { cwd, env, shell, stdio: ["ignore", "ignore", "pipe"] });
    const lines: Line[] = [];
    let rest = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      const whole = (rest + chunk).split("\n");
      rest = whole.pop() ?? "";
      lines.push(...whole.map((text) => ({ text, at: performance.now() })));
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(lines);
      else reject(new Error(`the whole run ended with ${code}:\n${lines.map(({ text }) => text).join("\n")}`));
    });
  });
}

/** `Title …` begins a step, `✔ …` ends the one that is open. */
export function stepsOf(lines: readonly Line[]): Step[] {
  const steps: Step[] = [];
  let open: { title: string; at: number } | undefined;
  for (const { text, at } of lines) {
    const title = /^(.+) …$/.exec(text)?.[1];
    if (title !== undefined) open = { title, at };
    else if (text.startsWith("✔") && open !== undefined) {
      steps.push({ title: open.title, ms: at - open.at });
      open = undefined;
    }
  }
  return steps;
}
