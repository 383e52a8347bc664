import { mkdir, readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { planFiles } from "../../generators/update/plan-update.js";
import { makeFolder } from "../create/support/cli.js";
import { made } from "../python/cache.js";
import { PYTHON, pythonIsThere } from "../python/interpreter.js";
import { ANSWERS, recordOf, rendered } from "./random-projects.js";
import { write, writeAll } from "./writing.js";

const COPIER = "copier==9.19.1";
const MINUTES = 60_000;

type Texts = Readonly<Record<string, string>>;

const PACKAGE = { scripts: { dev: "dev", test: "test" }, dependencies: { a: "1.0.0", b: "1.0.0" } };
const json = (value: object, indent: number | string = 2) => `${JSON.stringify(value, null, indent)}\n`;
const README = "# Project\n\nHow to start.\n\n## Tasks\n\nRun them.\n";
const PYPROJECT = '[project]\nname = "x"\ndependencies = [\n    "a==1",\n    "b==1",\n]\n';

/** What the template was, and what it becomes: the same for all ten. */
const OLD: Texts = {
  "package.json": json(PACKAGE),
  "README.md": README,
  "pyproject.toml": PYPROJECT,
  "settings.yaml": "timeout: 30\nmaxTimeouts: 3\n",
  "src/main.ts": "import { serve } from 'sdk';\n\nserve({ name: 'x' });\n",
};
const NEW: Texts = {
  "package.json": json({
    scripts: { dev: "dev", test: "test", lint: "lint" },
    dependencies: { a: "1.1.0", b: "1.0.0" },
  }),
  "README.md": README.replace("How to start.", "How to start it."),
  "pyproject.toml": PYPROJECT.replace("a==1", "a==2"),
  "settings.yaml": "timeout: 60\nmaxTimeouts: 3\n",
  "src/main.ts": "import { serve } from 'sdk';\n\nserve({ name: 'x', wait: true });\n",
  "AGENTS.md": "For agents.\n",
};

/** Ten things that users do; each keeps the word "mine" in what it has written. */
const EDITS: Readonly<Record<string, (texts: Record<string, string>) => void>> = {
  nothing: () => {},
  "a dependency beside one that the template raises": (texts) => {
    texts["package.json"] = json({ ...PACKAGE, dependencies: { a: "1.0.0", "a-mine": "2.0.0", b: "1.0.0" } });
  },
  "a script where the template adds one": (texts) => {
    texts["package.json"] = json({ ...PACKAGE, scripts: { ...PACKAGE.scripts, mine: "mine" } });
  },
  "another indentation of package.json": (texts) => {
    texts["package.json"] = json({ ...PACKAGE, author: "mine" }, 4);
  },
  "a package in pyproject.toml beside one that the template raises": (texts) => {
    texts["pyproject.toml"] = PYPROJECT.replace('    "b==1"', '    "mine==3",\n    "b==1"');
  },
  "a setting beside one that the template changes": (texts) => {
    texts["settings.yaml"] = "timeout: 30\nmaxTimeouts: 9 # mine\n";
  },
  "a section at the end of README": (texts) => {
    texts["README.md"] = `${README}\n## Hardware\n\nmine\n`;
  },
  "the line of README that the template changes": (texts) => {
    texts["README.md"] = README.replace("How to start.", "How mine starts.");
  },
  "a file that the template is to have, too": (texts) => {
    texts["AGENTS.md"] = "mine\n";
  },
  "a formatter over the source, and a line more": (texts) => {
    texts["src/main.ts"] = 'import { serve } from "sdk"\nimport "./mine"\n\nserve({ name: "x" })\n';
  },
};

async function withCopier(): Promise<string> {
  const folder = await made("copier", [COPIER], async (cache) => {
    await execa(PYTHON, ["-m", "venv", join(cache, "venv")]);
    await execa(join(cache, "venv/bin/pip"), ["install", "--quiet", "--no-compile", COPIER]);
  });
  return join(folder, "venv/bin/python");
}

async function git(cwd: string, ...args: string[]): Promise<void> {
  await execa("git", ["-c", "user.name=A", "-c", "user.email=a@b.c", ...args], { cwd });
}

async function commit(folder: string, texts: Texts, message: string): Promise<void> {
  await write(folder, texts);
  await git(folder, "add", "--all");
  await git(folder, "commit", "--quiet", "--allow-empty", `--message=${message}`);
}

/** The template as copier has it: a repository with a tag a version. */
async function template(folder: string): Promise<string> {
  await mkdir(folder);
  await git(folder, "init", "--quiet");
  const own = { "copier.yml": "{}\n", "{{_copier_conf.answers_file}}.jinja": "{{ _copier_answers|to_nice_yaml }}\n" };
  await commit(folder, { ...own, ...OLD }, "old");
  await git(folder, "tag", "v1.0.0");
  await commit(folder, NEW, "new");
  await git(folder, "tag", "v2.0.0");
  return folder;
}

interface Result {
  /** The files that a person has to look at. */
  readonly open: readonly string[];
  readonly all: string;
}

/** Its command lines one after another in one process: to start takes it longer than to do any of them. */
async function runCopier(python: string, lines: ReadonlyArray<readonly string[]>): Promise<void> {
  const program = `
import json, sys
from copier.__main__ import CopierApp
for line in json.load(sys.stdin):
    code = CopierApp.run(["copier", *line], exit=False)[1]
    if code != 0:
        sys.exit(code)
`;
  await execa(python, ["-c", program], { input: JSON.stringify(lines) });
}

/** Brings projects, each with its edits, from the old template to the new one. */
async function updateByCopier(python: string, from: string, projects: ReadonlyMap<string, Texts>): Promise<void> {
  const [copy, update] = [
    ["copy", "--quiet", "--defaults", "--vcs-ref=v1.0.0", from],
    ["update", "--quiet", "--defaults", "--vcs-ref=v2.0.0"],
  ] as const;
  await runCopier(
    python,
    [...projects.keys()].map((project) => [...copy, project]),
  );
  for (const [project, mine] of projects) {
    await git(project, "init", "--quiet");
    await commit(project, {}, "made");
    await commit(project, mine, "edited");
  }
  await runCopier(
    python,
    [...projects.keys()].map((project) => [...update, project]),
  );
}

async function ourResult(project: string, mine: Texts): Promise<Result> {
  await mkdir(project);
  await write(project, mine);
  const [older, newer] = [OLD, NEW].map(
    (texts) => new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])),
  );
  if (older === undefined || newer === undefined) throw new Error("no templates");
  const plan = await planFiles(project, recordOf(older, true), ANSWERS, { render: () => rendered(newer) });
  await writeAll(project, plan.changes);
  return resultOf(project);
}

async function resultOf(project: string): Promise<Result> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true });
  const open: string[] = [];
  let all = "";
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = relative(project, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (/^\.(git|create-laniakea-plugin)/.test(path)) continue;
    const text = await readFile(join(project, path), "utf8");
    if (/^<{7} /m.test(text) || /\.(rej|new)$/.test(path)) open.push(path);
    all += text;
  }
  return { open, all };
}

test.runIf(pythonIsThere())(
  "ten edits, beside copier 9: no more for a person to do, and nothing lost",
  { timeout: 10 * MINUTES },
  async () => {
    const folder = await makeFolder();
    const python = await withCopier();
    const from = await template(join(folder, "template"));
    const edited = Object.entries(EDITS).map(([name, edit], index) => {
      const mine: Record<string, string> = { ...OLD };
      edit(mine);
      return { name, mine, ours: join(folder, `ours-${index}`), theirs: join(folder, `copier-${index}`) };
    });
    await updateByCopier(python, from, new Map(edited.map(({ theirs, mine }) => [theirs, mine])));
    const rows = [];
    for (const { name, mine, ...projects } of edited) {
      const ours = await ourResult(projects.ours, mine);
      const theirs = await resultOf(projects.theirs);
      rows.push({ edit: name, ours: ours.open.length, copier: theirs.open.length });
      expect(ours.all.includes("mine"), name).toBe(name !== "nothing");
      expect(ours.open.length, name).toBeLessThanOrEqual(theirs.open.length);
    }
    console.table(rows);
    expect(rows.filter(({ ours }) => ours > 0)).toHaveLength(2);
  },
);
