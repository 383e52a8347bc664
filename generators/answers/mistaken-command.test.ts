import { expect, test } from "vitest";
import { UserError } from "../../cli/run/errors.js";
import type { Texts } from "../languages/question.js";
import { interview } from "./interview.js";
import { NOTHING_KNOWN } from "./known-answers.js";
import { meantCommand } from "./mistaken-command.js";
import { commandLine } from "./repeat-line.js";
import { resolveAnswers } from "./resolve.js";
import { completeSwitches } from "./switches.js";

const meant = (texts: Texts, places = {}) => meantCommand({ texts, places });

test.each([
  ["regster", "register"],
  ["registre", "register"],
  ["unregster", "unregister"],
  ["doctr", "doctor"],
  ["biuld", "build"],
  ["chekc", "check"],
  ["dve", "dev"],
  ["hepl", "help"],
])("%s is nearly %s", (dir, command) => expect(meant({ dir })).toBe(command));

test.each([
  "register",
  "my-sensor",
  "heater",
  "device",
  "checker-board",
  "dev1",
  "./update",
  "./regster",
  "lab/regster",
  "docs",
])("%s is a folder", (dir) => expect(meant({ dir })).toBeUndefined());

test("whoever names the plugin, or writes its folder into a file, means a plugin", () => {
  expect(meant({ dir: "regster", name: "regster" })).toBeUndefined();
  expect(meant({ dir: "regster" }, { dir: "a.yaml:1" })).toBeUndefined();
});

const RUN = { cwd: "/home/me", interactive: false, modes: [] };

test("without a person it is refused, and the line that repeats a run is not", () => {
  const known = { ...NOTHING_KNOWN, texts: { dir: "regster" } };
  expect(() => resolveAnswers(known, RUN)).toThrow("there is no command regster; did you mean register?");
  const { answers } = resolveAnswers({ ...known, texts: { dir: "regster", name: "regster" } }, RUN);
  expect(commandLine(answers, completeSwitches({}))).toContain(" ./regster ");
});

test.each([true, false])("a person is asked: %s", async (agrees) => {
  const asked: string[] = [];
  const answered = interview(
    { ...NOTHING_KNOWN, texts: { dir: "regster" }, switches: { git: false, register: false } },
    {
      cwd: "/home/me",
      async ask({ name, message, default: offer }) {
        asked.push(name);
        if (name !== "command") return offer;
        expect(message).toBe("There is no command regster; did you mean register? Make a plugin called regster?");
        return agrees;
      },
      folderProblem: () => undefined,
      takesRepository: async () => false,
    },
  );
  if (agrees) expect((await answered).texts.dir).toBe("regster");
  else await expect(answered).rejects.toThrow(UserError);
  expect(asked[0]).toBe("command");
  expect(asked.includes("type")).toBe(agrees);
});
