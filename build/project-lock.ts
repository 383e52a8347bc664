/**
 * Locks what a made TypeScript project installs with npm: `npm run lock:project`, after a version of its dependencies or of
 * the SDK's has changed. Made projects carry the result, so that their install resolves nothing, and is the same next year.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const TEMPLATE = join(ROOT, "templates/typescript-npm/package-lock.json.ejs");
const SDK = "node_modules/laniakea-plugin-sdk";

interface Lock {
  name: string;
  packages: Record<string, { name?: string; version?: string; resolved?: string; integrity?: string }>;
}

const folder = mkdtempSync(join(tmpdir(), "project-lock-"));
try {
  writeFileSync(TEMPLATE, templateOf(lockOfNewProject()));
} finally {
  rmSync(folder, { recursive: true });
}

function lockOfNewProject(): Lock {
  execFileSync(process.execPath, [join(ROOT, "dist/cli.js"), "locked", "--yes", "--no-install"], { cwd: folder });
  const project = join(folder, "locked");
  rmSync(join(project, "package-lock.json"), { force: true });
  const install = ["install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"];
  execFileSync("npm", install, { cwd: project, shell: process.platform === "win32" });
  return JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8")) as Lock;
}

/** What differs from project to project, or with each build of the SDK, is for the template's data to say. */
function templateOf(lock: Lock): string {
  const root = lock.packages[""] as { name: string; dependencies: Record<string, string> };
  lock.name = root.name = "<%- packageName %>";
  root.dependencies["laniakea-plugin-sdk"] = "<%- sdkDependency %>";
  Object.assign(lock.packages[SDK] as object, {
    version: "<%- sdkVersion %>",
    resolved: "<%- sdkDependency %>",
    integrity: "<%- sdkIntegrity() %>",
  });
  return `${JSON.stringify(lock, null, 2)}\n`;
}
