import fc from "fast-check";
import { sha256 } from "../../cli/files/contents/sha256.js";
import { RECORD_FILE } from "../../cli/languages/record-file.js";
import type { Answers } from "../../generators/languages/language.js";
import { packBase, unpackBase } from "../../generators/plan/base.js";
import type { ProjectFiles } from "../../generators/plan/render.js";
import type { Record as MadeRecord } from "../../generators/update/record.js";

/** Files by their path in a project. */
export type Files = ReadonlyMap<string, Buffer>;

export const ANSWERS = {
  dir: "",
  name: "x",
  type: "datasource",
  language: "typescript",
  packageManager: "npm",
  sdk: "",
} as unknown as Answers;

const WORD = fc.constantFrom("alpha", "beta", "gamma", "delta", "one", "two");
const LINE = fc.oneof(
  WORD,
  fc.tuple(WORD, WORD).map(([a, b]) => `  ${a} ${b};`),
  fc.constant(""),
);
const lines = fc.array(LINE, { maxLength: 9 }).map((all) => all.map((line) => `${line}\n`).join(""));
const table = fc.dictionary(WORD, fc.oneof(WORD, fc.array(WORD, { maxLength: 3 })), { maxKeys: 4 });
const tables = fc.dictionary(fc.constantFrom("scripts", "deps", "more"), table, { maxKeys: 3 });

const jsonText = tables.map((value) => `${JSON.stringify(value, null, 2)}\n`);
const tomlText = tables.map((value) =>
  Object.entries(value)
    .map(([name, inner]) => {
      const rows = Object.entries(inner).map(([key, item]) => `${key} = ${JSON.stringify(item)}\n`);
      return `# of ${name}\n[${name}]\n${rows.join("")}`;
    })
    .join("\n"),
);
const yamlText = fc.dictionary(WORD, fc.oneof(WORD, fc.integer({ min: 0, max: 9 })), { maxKeys: 5 }).map((value) =>
  Object.entries(value)
    .map(([key, item]) => `${key}: ${item}\n`)
    .join(""),
);
const goText = fc.dictionary(WORD, fc.constantFrom("v1.0.0", "v1.1.0", "v2.0.0"), { maxKeys: 4 }).map((value) => {
  const rows = Object.entries(value).map(([name, version]) => `\tx.org/${name} ${version}\n`);
  return `module x\n\ngo 1.21\n\nrequire (\n${rows.join("")})\n`;
});
const bytes = fc.uint8Array({ maxLength: 20 }).map((all) => `\0${Buffer.from(all).toString("hex")}`);

const KINDS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "README.md": lines,
  Makefile: lines,
  "src/main.ts": lines,
  "src/plugin.ts": lines,
  "test/plugin.test.ts": lines,
  "docs/deep/notes.txt": lines,
  "package.json": jsonText,
  "pyproject.toml": tomlText,
  "laniakea-plugin.yaml": yamlText,
  "go.mod": goText,
  "vendor/sdk.tgz": bytes,
};

export interface Scenario {
  /** What the older template made. */
  readonly made: Files;
  /** What the user has of it. */
  readonly ours: Files;
  /** What the newer template makes. */
  readonly wanted: Files;
  /** Whether the older generator kept the texts. */
  readonly hasTexts: boolean;
}

type Texts = Readonly<Record<string, string | undefined>>;

/** Anything that somebody may have done to a text: nothing, single lines, line ends, a formatter, another text. */
function edited(text: string, another: string, how: number, at: number): string | undefined {
  const all = text.split("\n");
  const place = all.length === 0 ? 0 : at % all.length;
  switch (how % 9) {
    case 0:
      return undefined;
    case 1:
      return another;
    case 2:
      return [...all.slice(0, place), "mine", ...all.slice(place)].join("\n");
    case 3:
      return all.filter((_, index) => index !== place).join("\n");
    case 4:
      return text.replaceAll("\n", "\r\n");
    case 5:
      return text.replaceAll(/^ {2}/gm, "    ");
    case 6:
      return all.map((line, index) => (index === place ? `${line} mine` : line)).join("\n");
    default:
      return text;
  }
}

/** Random templates A → B, and random edits of what A made. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .tuple(
    fc.record(Object.fromEntries(Object.entries(KINDS).map(([path, kind]) => [path, fc.tuple(kind, kind, kind)]))),
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), { minLength: 11, maxLength: 11 }),
    fc.boolean(),
  )
  .map(([texts, choices, hasTexts]) => {
    const [made, ours, wanted]: Record<string, string | undefined>[] = [{}, {}, {}];
    for (const [index, [path, [first, second, third]]] of Object.entries(texts).entries()) {
      const [how, at, next, seldom] = choices[index] as [number, number, number, number];
      const older = seldom % 8 === 0 ? undefined : first;
      Object.assign(made as object, { [path]: older });
      Object.assign(ours as object, {
        [path]: older === undefined && how % 2 === 0 ? undefined : edited(older ?? "", third, how, at),
      });
      Object.assign(wanted as object, {
        [path]: next % 8 === 0 ? undefined : next % 3 === 0 ? first : (edited(first, second, next, at + 3) ?? second),
      });
    }
    return { made: filesOf(made as Texts), ours: filesOf(ours as Texts), wanted: filesOf(wanted as Texts), hasTexts };
  });

function filesOf(texts: Texts): Files {
  return new Map(
    Object.entries(texts).flatMap(([path, text]) => (text === undefined ? [] : [[path, Buffer.from(text)] as const])),
  );
}

/** A project's record, as the generator that made the files writes it. */
export function recordOf(files: Files, hasTexts: boolean): MadeRecord {
  return {
    version: "0.1.0",
    answers: {},
    hashes: new Map([...files].map(([path, contents]) => [path, sha256(contents)])),
    texts: hasTexts ? unpackBase(packBase(files, ANSWERS)) : new Map(),
  };
}

/** What the newer generator renders: its files, and a record of them. */
export function rendered(files: Files): ProjectFiles {
  return new Map([...files, [RECORD_FILE, Buffer.from(JSON.stringify([...recordOf(files, true).hashes]))]]);
}
