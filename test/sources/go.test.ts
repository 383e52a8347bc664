import { describe, test } from "vitest";
import { goIsThere } from "../hosts/go-toolchain.js";
import { combinationsOf } from "./combinations.js";
import { expectReadingsAround } from "./interruption.js";
import { expectSameSettings, follow, makeProject } from "./made-project.js";

const MINUTES = 60_000;

describe.runIf(goIsThere() && process.platform !== "win32")("a Go project that reads hardware", () => {
  test.each(combinationsOf("go"))(
    "$source, $type: made, formatted, tidy, vetted, tested, built and checked; its executable reads what others have made",
    { timeout: 10 * MINUTES },
    async (combination) => {
      const project = await makeProject(combination);
      await follow(
        project,
        ["sh", "-c", `test -z "$(gofmt -l *.go)"`],
        ["make", "lint", "test", "build", "check"],
        ["go", "mod", "tidy", "-diff"],
      );
      await expectSameSettings(project);
      await expectReadingsAround(project, combination);
    },
  );
});
