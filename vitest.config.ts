import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files below test/ that take longest, the longest first. */
const LONGEST = [
  "sources/python",
  "sources/typescript",
  "create/python-register",
  "update/old-projects",
  "create/go",
  "registry/published",
  "commands/build-targets",
  "update/copier",
  "sources/go",
  "page/page",
  "create/workflow",
  "update/kill",
  "go/hosts",
  "python/hosts",
  "python/bugs",
  "commands/register-crash",
  "python/sdk",
  "hosts/host",
  "hosts/daemon-model",
  "update/properties",
  "create/environments",
  "commands/build",
  "create/register",
  "create/kill",
  "repository/toy-language",
  "go/daemon-model",
  "commands/register-processes",
  "python/daemon-model",
].map((name) => join(import.meta.dirname, `test/${name}.test.ts`));

/**
 * A long file that begins last goes on alone, while the other cores idle. vitest itself knows how long a file takes only where it
 * has run before.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((file) => !existsSync(file));
    if (gone.length > 0) throw new Error(`LONGEST in vitest.config.ts names what is not there: ${gone.join(", ")}`);
    const usual = new Map((await super.sort(files)).map((file, index) => [file, index]));
    const place = (file: TestSpecification) => {
      const rank = LONGEST.indexOf(file.moduleId);
      return rank === -1 ? LONGEST.length + (usual.get(file) ?? 0) : rank;
    };
    // A worker belongs to a project, and goes on to the next file of the same one.
    const byProject = (a: TestSpecification, b: TestSpecification) => a.project.name.localeCompare(b.project.name);
    return [...files].sort((a, b) => byProject(a, b) || place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    // What stands beside the sources needs no network, no other language's tools and no built package; what is in test/ may.
    projects: [
      { extends: true, test: { name: "unit", include: ["{generators,cli,daemon,sdk,bench,build}/**/*.test.ts"] } },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"] } },
    ],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // No module has state of its own: files that run in the same worker share what it has loaded.
    isolate: false,
    // Half of the time goes by in waiting for other processes: four files at a time on two cores.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: LongestFirst },
    env: {
      // To compress as well as it can is half of PyInstaller's work, and nothing to a test.
      PYINSTALLER_ZLIB_COMPRESSION_LEVEL: "1",
      // What mypy knows of the packages serves all projects.
      MYPY_CACHE_DIR: join(import.meta.dirname, "node_modules/.cache/mypy"),
    },
    reporters: ["default", "./test/closing-line-reporter.ts"],
  },
});
