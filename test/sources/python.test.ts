import { describe, expect, test } from "vitest";
import { HARDWARE } from "../../generators/languages/hardware-table.js";
import { run } from "../create/support/cli.js";
import { pythonIsThere } from "../python/interpreter.js";
import { inProject, pythonEnv } from "../python/project.js";
import { ALL_ASKED, type Combination, combinationsOf } from "./combinations.js";
import { expectReadingsAround } from "./interruption.js";
import { expectSameSettings, follow, makeProject } from "./made-project.js";

const MINUTES = 60_000;

describe.runIf(pythonIsThere() && process.platform !== "win32")("a Python project that reads hardware", () => {
  test.each(combinationsOf("python"))(
    "$source, $type: made, linted, tested, built and checked; its executable reads what others have made",
    { timeout: 10 * MINUTES },
    async (combination) => {
      const project = await (ALL_ASKED ? withItsOwn : withShared)(combination);
      await expectSameSettings(project);
      await expectReadingsAround(project, combination);
    },
  );
});

async function withItsOwn(combination: Combination): Promise<string> {
  const project = await makeProject(combination);
  await follow(project, ["make", "lint", "test", "build", "check"]);
  return project;
}

/** To make an environment takes longer than all the rest: these projects share one. */
async function withShared(combination: Combination): Promise<string> {
  const project = await makeProject(combination, "--no-install");
  const ofSources = HARDWARE.flatMap(({ packages: { python = {} } }) => [
    ...(python.run ?? []),
    ...(python.test ?? []),
  ]);
  const python = await pythonEnv([...new Set(ofSources)]);
  for (const task of ["lint", "test", "build"]) await inProject(task, project, python);
  expect(await run(["check"], { cwd: project })).toMatchObject({ code: 0 });
  return project;
}
