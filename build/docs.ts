/**
 * Writes what README.md takes from the code: `npm run docs`. Flags and sources come from the tables, the run is a real one;
 * `npm run docs -- --flags` leaves the run as it is, which takes half a minute.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { flagsTable, sourcesTable } from "../generators/cli/readme.js";

const ROOT = join(import.meta.dirname, "..");
/** The README's first command, without what npm itself adds. */
const RUN = ["my-sensor", "--yes", "--register", "--laniakea-dir", "./laniakea-home"];

async function realRun(): Promise<string> {
  await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: ROOT, shell: process.platform === "win32" });
  const cwd = await mkdtemp(join(tmpdir(), "readme-"));
  try {
    const env = { ...process.env, npm_lifecycle_event: "start", NO_COLOR: "1" };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(ROOT, "dist/cli.js"), ...RUN], {
      cwd,
      env,
    });
    // On a terminal a finished step's line replaces that of its start.
    const progress = stderr.split("\n").filter((line) => !line.endsWith("…"));
    // Where it ran is nobody else's folder.
    return (progress.join("\n") + stdout).replaceAll(cwd, "/home/you").replaceAll(userInfo().homedir, "/home/you");
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}

function between(text: string, name: string, content: string): string {
  return text.replace(
    new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, "s"),
    (_, open, close) => open + content + close,
  );
}

const { values: only } = parseArgs({ options: { flags: { type: "boolean", default: false } } });
const readme = join(ROOT, "README.md");
const withSources = between(await readFile(readme, "utf8"), "sources", `${sourcesTable()}\n`);
const withFlags = between(withSources, "flags", `${flagsTable()}\n`);
const run = only.flags ? undefined : (await realRun()).trimEnd();
await writeFile(readme, run === undefined ? withFlags : between(withFlags, "run", `\`\`\`\n${run}\n\`\`\`\n`));
