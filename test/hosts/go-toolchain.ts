import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/go-programs/", import.meta.url));

/** The module with the hosts and oracles. */
const TEST_MODULE = fileURLToPath(new URL("go/", import.meta.url));

export interface GoProgram {
  /** Folder with the go.mod. Default: test/hosts/go. */
  readonly module?: string;
  /** The package's folder inside the module, such as `host`; or the path of one of another module that go.mod names. */
  readonly package: string;
  /** Another go.mod of the same module, to build against other versions. */
  readonly modfile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another module that go.mod replaces by a folder: a change of it is one of the program. */
  readonly replacement?: string;
}

/**
 * For `describe.runIf(...)`: without Go the tests are skipped with a line that says so.
 * @throws when CI is set: there a skipped proof is a failure.
 */
export function goIsThere(): boolean {
  if (goVersion() !== undefined) return true;
  if (process.env["CI"] !== undefined) throw new Error("go is not on the PATH, and CI must run the tests that need it");
  console.log("skipped: go is not on the PATH; the tests against the real host library need it");
  return false;
}

/**
 * Builds a program unless the same source was built before, and returns its path.
 * @throws with the compiler's output when it does not build.
 */
export async function buildGo(program: GoProgram): Promise<string> {
  const { module = TEST_MODULE, package: name, modfile, env = {} } = program;
  const folder = join(CACHE, sourceHash({ ...program, module }));
  const executable = join(folder, process.platform === "win32" ? `${basename(name)}.exe` : basename(name));
  if (existsSync(executable)) return executable;
  mkdirSync(folder, { recursive: true });
  // Test files run side by side: each builds under a name of its own, and the last rename wins.
  const unfinished = join(folder, `${basename(name)}.${process.pid}`);
  const modfileFlag = modfile === undefined ? [] : [`-modfile=${modfile}`];
  await execa("go", ["build", ...modfileFlag, "-o", unfinished, isForeign(name) ? name : `./${name}`], {
    cwd: module,
    env: { ...env },
  });
  renameSync(unfinished, executable);
  return executable;
}

/** Paths of modules start with a host's name. */
function isForeign(name: string): boolean {
  return name.includes(".");
}

function goVersion(): string | undefined {
  try {
    return execFileSync("go", ["version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

/** Of all that goes into the program: its own package (the module has no shared ones), the versions, the compiler. */
function sourceHash({ module, package: name, modfile, env = {}, replacement }: GoProgram & { module: string }): string {
  const hash = createHash("sha256").update(JSON.stringify([goVersion(), modfile, env]));
  const own = [module, ...(isForeign(name) ? [] : [join(module, name)])].flatMap((folder) => sourcesIn(folder, false));
  const sources = replacement === undefined ? own : [...own, ...sourcesIn(replacement, true)];
  for (const file of sources.sort()) hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

function sourcesIn(folder: string, recursive: boolean): string[] {
  const files = readdirSync(folder, { recursive, encoding: "utf8" });
  return files.filter((file) => /\.(go|mod|sum)$/.test(file)).map((file) => join(folder, file));
}
