import { existsSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files below test/ that take longest, the longest first. One that begins last would go on alone, while the other cores idle.
 * vitest knows how long a file takes only where it has run before.
 */
const LONGEST = [
  "create/python-register",
  "registry/published",
  "update/old-projects",
  "create/go",
  "update/kill",
  "commands/build-targets",
  "create/workflow",
  "commands/build",
  "page/page",
  "python/sdk",
  "update/copier",
  "update/properties",
  "hosts/daemon-model",
  "create/environments",
  "python/hosts",
  "python/bugs",
  "create/kill",
  "go/hosts",
  "hosts/go-plugin-hosts",
  "hosts/fuzz/fuzz",
  "python/daemon-model",
  "go/daemon-model",
  "repository/architecture",
  "create/register",
].map((name) => join(import.meta.dirname, `${name}.test.ts`));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((file) => !existsSync(file));
    if (gone.length > 0) throw new Error(`longest-first.ts names what is not there: ${gone.join(", ")}`);
    const places = new Map((await super.sort(files)).map((file, index) => [file, index]));
    const place = (file: TestSpecification) => {
      const rank = LONGEST.indexOf(file.moduleId);
      return rank === -1 ? LONGEST.length + (places.get(file) ?? 0) : rank;
    };
    // A worker belongs to a project, and goes on to the next file of the same one.
    const byProject = (a: TestSpecification, b: TestSpecification) => a.project.name.localeCompare(b.project.name);
    return [...files].sort((a, b) => byProject(a, b) || place(a) - place(b));
  }
}
