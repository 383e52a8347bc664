/**
 * `npm run lock:go`: writes what Go needs for each source, besides what the SDK needs, into templates/dependency-versions/go.json.
 * What a source names itself stands in its row of the table. A build has to be there, and the network.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { modulesOf, type SourceModules } from "../generators/languages/go/source-modules.js";
import { HARDWARE } from "../generators/languages/hardware-table.js";

const ROOT = join(import.meta.dirname, "..");
const FILE = join(ROOT, "templates/dependency-versions/go.json");

const folder = await mkdtemp(join(tmpdir(), "go-lock-"));
try {
  const all: Record<string, Omit<SourceModules, "direct">> = {};
  for (const { name } of HARDWARE) {
    const { direct } = modulesOf(name);
    if (direct.length > 0) all[name] = await locked(name, direct);
  }
  await writeFile(FILE, `${JSON.stringify(all, undefined, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** As `go mod tidy` has it in a project of that source. */
async function locked(source: string, direct: readonly string[]): Promise<Omit<SourceModules, "direct">> {
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
    indirect: requirementsOf(required).filter(isNew),
    sum: (sum ?? "").split("\n").filter((line) => !linesOfSdk.has(line)),
  };
}

function requirementsOf(goMod = ""): readonly string[] {
  return [...goMod.matchAll(/^\t(\S+ v\S+)/gm)].map(([, requirement = ""]) => requirement);
}
