import type { Command } from "commander";
import fc from "fast-check";
import { expect, test } from "vitest";
import { COMMAND_NAMES } from "../../cli/commands/names.js";
import { QUESTIONS } from "../answers/questions.js";
import { SWITCHES } from "../answers/switches.js";
import { MODES } from "./modes.js";
import { type Options, optionsOf } from "./options.js";
import { plainLine } from "./plain-line.js";
import { createProgram, typedIn } from "./program.js";

/** All that is in the options, to be compared. */
const contents = (options: Options) => ({
  texts: options.texts,
  switches: options.switches,
  modes: MODES.map(({ key }) => [key, options.text(key), options.is(key)]),
});

async function byCommander(argv: readonly string[]): Promise<Options> {
  const program: Command = await createProgram(argv);
  let read: Options | undefined;
  program
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .action((dir: string | undefined) => {
      read = optionsOf(dir, typedIn(program));
    });
  await program.parseAsync([...argv], { from: "user" });
  if (read === undefined) throw new Error("a command was run");
  return read;
}

const rows = [...QUESTIONS, ...SWITCHES, ...MODES];
const opposites = SWITCHES.flatMap(({ opposite }) => opposite ?? []);
const flags = rows.flatMap(({ flag }) => flag.match(/--?[\w-]+/g) ?? []).concat(opposites);
const value = fc.constantFrom("a", "", "-", "--", "-1", "-x", "x y", "7", "controller", "=", "ünï");
const flag = fc.constantFrom(...flags);
const word = fc.oneof(
  { weight: 4, arbitrary: flag },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...rows.map(({ flag: text }) => text.replace(/^-\w, /, "").replace(/ .*/, ""))),
  },
  { weight: 2, arbitrary: fc.tuple(flag, value).map((both) => both.join("=")) },
  { weight: 4, arbitrary: value },
  fc.constantFrom(...COMMAND_NAMES, "regster", "--help", "-h", "--version", "--wrong", "-yq", "--no-yes", "--nam"),
);

test("a line that Node's parser reads says to commander the very same", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (argv) => {
      const options = plainLine(argv);
      if (options === undefined) return;
      plain++;
      expect(contents(options)).toEqual(contents(await byCommander(argv)));
    }),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(300);
});

test.each([
  [[]],
  [["x", "--yes"]],
  [["-yq", "x", "--type", "controller", "--language=go"]],
  [["--answers", "-", "--json", "--dry-run"]],
  [["x", "--no-install", "--git", "--register", "--laniakea-dir", "/a b"]],
  [["--describe"]],
  [["--", "-x"]],
])("commander is not loaded for %j", async (argv) => {
  const options = plainLine(argv);
  expect(options && contents(options)).toEqual(contents(await byCommander(argv)));
});

test.each([
  [["--help"]],
  [["update"]],
  [["update", "x"]],
  [["x", "y"]],
  [["--completion", "bash"]],
  [["x", "--git", "--no-git"]],
  [["x", "--quiet", "--verbose"]],
  [["x", "--name"]],
  [["x", "--yes=1"]],
  [["x", "--nme", "y"]],
  [["x", "--name", "a", "--name", "b"]],
])("what needs a command, the help or an answer to a mistake is commander's: %j", (argv) => {
  expect(plainLine(argv)).toBe(undefined);
});
