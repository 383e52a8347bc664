import { describe, test } from "vitest";
import { combinationsOf } from "./combinations.js";
import { expectReadingsAround } from "./interruption.js";
import { expectSameSettings, follow, makeProject } from "./made-project.js";

const MINUTES = 60_000;

describe.skipIf(process.platform === "win32")("a TypeScript project that reads hardware", () => {
  test.each(combinationsOf("typescript"))(
    "$source, $type: made, linted, tested, built and checked; its executable reads what others have made",
    { timeout: 10 * MINUTES },
    async (combination) => {
      const project = await makeProject(combination);
      // The build checks the types, too.
      const tasks = ["lint", "test", "build", "check"];
      await follow(project, ...tasks.map((task) => ["npm", "run", "--silent", task] as const));
      await expectSameSettings(project);
      await expectReadingsAround(project, combination);
    },
  );
});
