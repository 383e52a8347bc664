/**
 * `npm run lock:go`: writes what Go needs for each source, besides what the SDK needs, into templates/dependency-versions/go.json.
 * By hand stands there what a source names itself: `direct`. A build has to be there, and the network.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { SourceModules } from "../generators/languages/go/source-modules.js";

const ROOT = join(import.meta.dirname, "..");
const FILE = join(ROOT, "templates/dependency-versions/go.json");

const all: Record<string, SourceModules> = JSON.parse(await readFile(FILE, "utf8"));
const folder = await mkdtemp(join(tmpdir(), "go-lock-"));
try {
  for (const [source, { direct }] of Object.entries(all)) all[source] = await locked(source, direct);
  await writeFile(FILE, `${JSON.stringify(all, undefined, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** As `go mod tidy` has it in a project of that source. */
async function locked(source: string, direct: readonly string[]): Promise<SourceModules> {
  const args = ["--language", "go", "--source", source, "--type", "controller", "--no-install", "--no-git", "--yes"];
  await execa("node", [join(ROOT, "dist/cli.js"), source, ...args], { cwd: folder });
  const project = join(folder, source);
  await execa("go", ["get", ...direct.map((module) => module.replace(" ", "@"))], { cwd: project });
  await execa("go", ["mod", "tidy"], { cwd: project });
  const sdk = join(project, "laniakea-plugin-sdk");
  const [required, ofSdk] = await Promise.all([project, sdk].map((of) => readFile(join(of, "go.mod"), "utf8")));
  const [sum, sumOfSdk] = await Promise.all([project, sdk].map((of) => readFile(join(of, "go.sum"), "utf8")));
  const known = new Set([...requirementsOf(ofSdk), ...direct]);
  const isNew = (requirement: string) => !known.has(requirement) && !requirement.endsWith(" v0.0.0");
  const linesOfSdk = new Set(sumOfSdk?.split("\n"));
  return {
    direct: [...direct].sort(),
    indirect: requirementsOf(required).filter(isNew),
    sum: (sum ?? "").split("\n").filter((line) => !linesOfSdk.has(line)),
  };
}

function requirementsOf(goMod = ""): readonly string[] {
  return [...goMod.matchAll(/^\t(\S+ v\S+)/gm)].map(([, requirement = ""]) => requirement);
}
